import ts from 'typescript';

/** One import, `import()`, `require()` or re-export of a file. */
export interface Import {
  readonly from: string;
  readonly specifier: string;
  /** Project file it resolves to; null for a package, a Node module, or a file that is not there. */
  readonly file: string | null;
}

/** The content of layers.json. */
export interface LayerTable {
  readonly layers: Readonly<
    Record<string, { readonly imports: readonly string[]; readonly packages?: readonly string[] }>
  >;
  readonly packageHomes: Readonly<Record<string, { readonly homes: readonly string[] }>>;
}

/** Source texts by project path, `/`-separated. */
export type Sources = ReadonlyMap<string, string>;

/** Every import in the sources, type-only ones included: a type from a forbidden folder is a dependency too. */
export function importsOf(sources: Sources): readonly Import[] {
  return [...sources].flatMap(([from, text]) =>
    ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => ({
      from,
      specifier: fileName,
      file: resolve(from, fileName, sources),
    })),
  );
}

/** One sentence for each import that the table does not allow. */
export function forbiddenImports(imports: readonly Import[], table: LayerTable): readonly string[] {
  return imports.flatMap(edge => {
    const reason = refusal(edge, table);
    return reason === null ? [] : [`${edge.from} imports ${edge.specifier}: ${reason}`];
  });
}

/** Each cycle once, as the files along it. */
export function importCycles(imports: readonly Import[]): readonly (readonly string[])[] {
  const targets = new Map<string, string[]>();
  for (const { from, file } of imports) {
    if (file !== null) targets.set(from, [...(targets.get(from) ?? []), file]);
  }
  const cycles: string[][] = [];
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) {
      cycles.push([...path.slice(start), file]);
      return;
    }
    if (finished.has(file)) return;
    for (const target of targets.get(file) ?? []) visit(target, [...path, file]);
    finished.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  return cycles;
}

function refusal({ from, specifier, file }: Import, table: LayerTable): string | null {
  const layer = Object.keys(table.layers).find(folder => isWithin(from, folder));
  const rule = layer === undefined ? undefined : table.layers[layer];
  if (layer === undefined || rule === undefined) return 'the file is in no layer';
  if (specifier.startsWith('.')) {
    if (file === null) return 'there is no such source file';
    const allowed = [layer, ...rule.imports];
    return allowed.some(folder => isWithin(file, folder))
      ? null
      : `${layer} may import only ${allowed.join(', ')}`;
  }
  const name = packageName(specifier);
  const homes = table.packageHomes[name]?.homes;
  if (homes && !homes.some(home => isWithin(from, home))) return `${name} belongs to ${homes.join(', ')}`;
  if (rule.packages && !rule.packages.includes(name))
    return `${layer} may use only ${rule.packages.join(', ')}`;
  return null;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** `@scope/name/deep/file` → `@scope/name`; `node:fs` stays as it is and is thereby in no list of packages. */
function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function resolve(from: string, specifier: string, sources: Sources): string | null {
  if (!specifier.startsWith('.')) return null;
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  const path = parts.join('/');
  return [path, `${path}.ts`, path.replace(/\.js$/, '.ts')].find(name => sources.has(name)) ?? null;
}
