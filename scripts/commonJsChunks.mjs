// An esbuild plugin: code splitting for bundles that are loaded by `require`, which esbuild itself has for ES modules only.
// Why: docs/adr/0017-what-activation-loads.md
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { build, transform } from 'esbuild';

/**
 * `import * as vscode from 'vscode'`, as esbuild prints it. Rewritten as a plain `require`: the usual translation copies
 * the module property by property in every file that imports it, and the editor's API has some hundreds of them.
 */
const namespaceImport = /^import \* as ([\w$]+) from ("(?:vscode|node:[\w/]+)");$/gm;

/**
 * Cuts a bundle where it says `import()`: `<outdir>/<entry>.js` holds what is loaded at once, `<outdir>/<folder>` the parts that
 * are loaded when they are first asked for. Other files of that folder, from builds before, are removed.
 *
 * esbuild puts what several parts share into chunks of its own. Those that the entry needs are joined with it, since each file costs
 * the window time; the later parts find them among the entry's exports.
 *
 * @param {string} folder
 * @returns {import('esbuild').Plugin}
 */
export function commonJsChunks(folder) {
  return {
    name: 'commonjs-chunks',
    setup(bundle) {
      const options = bundle.initialOptions;
      const { minify = false, sourcemap, target, platform, outdir, external, entryPoints } = options;
      Object.assign(options, {
        format: 'esm',
        splitting: true,
        chunkNames: `${folder}/[name]-[hash]`,
        write: false,
        // Names and white space are made short at the end, when nothing is read from the code any more.
        minify: false,
        sourcemap: sourcemap ? 'inline' : false,
      });
      /** @type {import('esbuild').CommonOptions} */
      const commonJs = {
        format: 'cjs',
        minify,
        target,
        platform,
        legalComments: 'none',
        // `import()` becomes a promise of `require()`: a chunk is found by its path, whoever loaded the extension.
        supported: { 'dynamic-import': false },
        sourcemap: sourcemap ? 'external' : false,
      };
      bundle.onEnd(async ({ outputFiles = [], metafile }) => {
        const texts = new Map(
          outputFiles.map(({ path, text }) => [
            path,
            text.replace(namespaceImport, 'const $1 = require($2);'),
          ]),
        );
        const [entry, ...shared] = loadedAtOnce(metafile.outputs, entryPoints[0]);
        tellJoined(metafile.outputs, [entry, ...shared]);
        const later = [...texts.keys()].filter(path => path !== entry && !shared.includes(path));
        const parts = await Promise.all([
          joined(entry, shared, texts, { ...commonJs, external }),
          ...later.map(async path => {
            // So that paths in the map stay relative to the file.
            const { code, map } = await transform(texts.get(path), {
              ...commonJs,
              sourcefile: basename(path),
            });
            return { path, code: shared.reduce((part, chunk) => takenFrom(entry, chunk, part), code), map };
          }),
        ]);
        const chunks = join(outdir, folder);
        await mkdir(chunks, { recursive: true });
        const written = await Promise.all(parts.map(write));
        const current = new Set(written.flat());
        for (const file of await readdir(chunks))
          if (!current.has(file)) await rm(join(chunks, file), { force: true });
      });
    },
  };
}

/** Paths of the entry and of all that it imports other than by `import()`, the entry first. */
function loadedAtOnce(outputs, source) {
  const found = new Set(Object.keys(outputs).filter(path => outputs[path].entryPoint === source));
  for (const path of found)
    for (const { path: imported, kind } of outputs[path].imports)
      if (kind === 'import-statement' && imported in outputs) found.add(imported);
  return [...found].map(path => resolve(path));
}

/** What esbuild tells of its outputs, made true of what is written: chunks that were joined are the entry. */
function tellJoined(outputs, paths) {
  const [entry, ...shared] = paths.map(path => relative('', path));
  for (const { imports } of Object.values(outputs))
    for (const imported of imports) if (shared.includes(imported.path)) imported.path = entry;
  const whole = outputs[entry];
  for (const chunk of shared) {
    const { inputs, imports, bytes } = outputs[chunk];
    Object.assign(whole.inputs, inputs);
    whole.imports.push(...imports);
    whole.bytes += bytes;
    delete outputs[chunk];
  }
  whole.imports = whole.imports.filter(({ path }) => path !== entry);
}

/** The entry and the chunks it needs as one file, which exports each of them beside what the entry exports. */
async function joined(entry, shared, texts, options) {
  const contents = [
    `export * from ${JSON.stringify(entry)};`,
    ...shared.map(chunk => `export * as ${exportName(chunk)} from ${JSON.stringify(chunk)};`),
  ].join('\n');
  const inMemory = {
    name: 'in-memory',
    setup(bundle) {
      bundle.onResolve({ filter: /^[./]/ }, ({ path, resolveDir }) => {
        const file = resolve(resolveDir, path);
        if (file === entry || shared.includes(file)) return { path: file };
        return { path: `./${relative(dirname(entry), file)}`, external: true };
      });
      bundle.onLoad({ filter: /./ }, ({ path }) => ({
        contents: texts.get(path),
        resolveDir: dirname(path),
      }));
    },
  };
  const { outputFiles } = await build({
    ...options,
    stdin: { contents, resolveDir: dirname(entry) },
    bundle: true,
    write: false,
    outfile: entry,
    plugins: [inMemory],
  });
  const [map, code] = ['.map', '.js'].map(end => outputFiles.find(({ path }) => path.endsWith(end))?.text);
  return { path: entry, code, map };
}

/** A later part takes from the entry what esbuild would have it load from a chunk. */
function takenFrom(entry, chunk, code) {
  return code.replaceAll(
    `require("./${basename(chunk)}")`,
    `require("../${basename(entry)}").${exportName(chunk)}`,
  );
}

function exportName(chunk) {
  return basename(chunk, '.js').replaceAll('-', '_');
}

/** Writes a part, and its source map where it has one; says which files. */
async function write({ path, code, map }) {
  const file = basename(path);
  if (!map) {
    await writeFile(path, code);
    return [file];
  }
  await writeFile(path, `${code}//# sourceMappingURL=${file}.map\n`);
  await writeFile(`${path}.map`, map);
  return [file, `${file}.map`];
}
