import { definitionTypes } from './languages';
import { placeOf } from './redefinition';
import type { Definition, Language, Outline, SyntaxNode } from './syntax';
import { walk } from './walk';

const MAX_SIGNATURE = 200;

/** The definitions under a root and the number of syntax errors in it. */
export function outlineOf(root: SyntaxNode, language: Language): Outline {
  return { language, definitions: definitionsIn(root, language), errors: countErrors(root) };
}

/** Definitions that enclose a 0-based row, outermost first. */
export function enclosingDefinitions(outline: Outline, row: number): Definition[] {
  return outline.definitions.filter(d => d.startRow <= row && row <= d.endRow);
}

/** Number of error and missing nodes; walks only where the tree says there is one. */
function countErrors(root: SyntaxNode): number {
  let errors = 0;
  walk(root, node => {
    if (!node.hasError && !node.isMissing) return [];
    if (node.isError || node.isMissing) errors++;
    return node.children;
  });
  return errors;
}

function definitionsIn(root: SyntaxNode, language: Language): readonly Definition[] {
  const found: Definition[] = [];
  const taken = new Set<string>();
  walk(root, node => {
    // A definition on one row encloses no other row, and skipping such nodes skips nearly all of a file.
    if (onOneRow(node)) return [];
    const kind = definitionTypes[language].get(node.type);
    const described = kind ? describe(node, kind) : null;
    if (described) {
      const place = placeOf(node, language, described);
      found.push({ ...described, redefines: place !== null && taken.has(place) });
      if (place !== null) taken.add(place);
    }
    return node.namedChildren;
  });
  return found;
}

function describe(node: SyntaxNode, kind: 'callable' | 'container'): Omit<Definition, 'redefines'> | null {
  const own = ownName(node);
  const name = own ?? boundName(node);
  if (name === null) return null;
  const body = node.childForFieldName('body');
  const head = body
    ? node.text.slice(0, body.startIndex - node.startIndex)
    : (node.text.split('\n', 1)[0] ?? '');
  const parameters = node.childForFieldName('parameters')?.text ?? '';
  return {
    name: name.text,
    nameRow: name.startPosition.row,
    kind,
    startRow: node.startPosition.row,
    endRow: node.endPosition.row,
    signature: collapse(own === null ? `${name.text} = ${head}` : head).slice(0, MAX_SIGNATURE),
    parameters: kind === 'callable' ? collapse(parameters) : '',
  };
}

function ownName(node: SyntaxNode): SyntaxNode | null {
  const name = node.childForFieldName('name') ?? node.childForFieldName('type') ?? declarator(node);
  return name && onOneRow(name) ? name : null;
}

/** Arrow functions and function expressions bear the name of what they are bound to; unbound ones are no scope. */
function boundName(node: SyntaxNode): SyntaxNode | null {
  const binder = node.parent;
  if (!binder || !binders.has(binder.type)) return null;
  const name =
    binder.childForFieldName('name') ?? binder.childForFieldName('key') ?? binder.childForFieldName('left');
  return name && onOneRow(name) ? name : null;
}

const binders = new Set(['variable_declarator', 'pair', 'assignment_expression', 'public_field_definition']);

function onOneRow(node: SyntaxNode): boolean {
  return node.startPosition.row === node.endPosition.row;
}

/** C and C++ put the name inside nested declarators. */
function declarator(node: SyntaxNode): SyntaxNode | null {
  let inner = node.childForFieldName('declarator');
  while (inner?.childForFieldName('declarator')) inner = inner.childForFieldName('declarator');
  return inner;
}

function collapse(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
