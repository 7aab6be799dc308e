import type { Definition, Language, SyntaxNode } from './syntax';

/** Languages in which a later definition of a name takes the place of an earlier one, whatever its parameters. */
const byName: ReadonlySet<Language> = new Set([
  'python',
  'javascript',
  'typescript',
  'tsx',
  'php',
  'ruby',
  'bash',
]);

/** Where a file may rightly define one thing twice: `#[cfg(unix)] fn open()` beside `#[cfg(windows)] fn open()`. */
const many: ReadonlySet<Language> = new Set(['rust']);

/** Classes that are closed; namespaces, interfaces and partial classes are gone on with. */
const closedClasses: ReadonlySet<string> = new Set(['class_definition', 'class_declaration']);

/** What stands between a definition and the block that it is in. */
const wrappers: ReadonlySet<string> = new Set([
  'assignment_expression',
  'export_statement',
  'expression_statement',
  'lexical_declaration',
  'pair',
  'public_field_definition',
  'template_declaration',
  'variable_declaration',
  'variable_declarator',
]);

/**
 * The place in its file that a definition takes: of two with the same place, the second takes that of the first, or does not
 * compile. Null for one that may stand beside another of its name: a decorated one (`@overload`, `@size.setter`), a namespace.
 */
export function placeOf(
  node: SyntaxNode,
  language: Language,
  { name, kind, signature, parameters }: Omit<Definition, 'redefines'>,
): string | null {
  if (many.has(language) || (language === 'go' && name === 'init')) return null;
  const named = byName.has(language);
  if (kind === 'container' && !(named && closedClasses.has(node.type))) return null;
  let block = node.parent;
  if (block?.type === 'decorated_definition') return null;
  while (block && wrappers.has(block.type)) block = block.parent;
  // A signature is cut where it is long, its parameters are not.
  const what = named ? `${marksOf(node)} ${name}` : `${signature} ${parameters}`;
  return `${block?.startIndex ?? 0} ${block?.type ?? ''} ${what}`;
}

/** What stands before the name: `get size`, `set size` and `static size` stand beside one another. */
function marksOf(node: SyntaxNode): string {
  const name = node.childForFieldName('name');
  return name === null ? '' : node.text.slice(0, name.startIndex - node.startIndex).replace(/\s+/g, ' ');
}
