import { applyFilePatch } from '../patch/applyFilePatch';
import { firstChangedRow, pathOf, type FilePatch } from '../patch/patch';
import { isBuiltIn } from '../syntax/builtInNames';
import { readsAsCompiled } from '../syntax/languages';
import { forEachLeaf, nameUses, readsNames } from '../syntax/names';
import { enclosingDefinitions, outlineOf } from '../syntax/outline';
import type { Definition, Outline, SyntaxNode, SyntaxReader } from '../syntax/syntax';
import { occurrencesIn } from './occurrences';

/** What the grammars tell of one changed file, before and after. */
export interface FileFindings {
  readonly newErrors: number;
  readonly namesChecked: boolean;
  readonly undefinedNames: number;
  readonly unusedImports: number;
  readonly unusedNames: number;
  readonly changedSignatures: readonly string[];
  readonly touched: readonly Definition[];
  readonly added: number;
  readonly removed: number;
  readonly redefinitions: number;
  readonly known: readonly Definition[];
  readonly places: readonly Place[];
  readonly rows: number;
  readonly codeUnchanged: boolean;
  /** Lines of the result that the patch did not add. */
  readonly untouchedLines: readonly string[];
}

/** `from x import *`: what it brings is not known. Begins within one line, or each of many blank ones would look to the end. */
const importsAll = /^[^\S\n\r\u2028\u2029]*from\s+\S+\s+import\s+\*/m;

interface Place {
  readonly enclosing: readonly Definition[];
  /** Position of the place in its file, 0 (top) to 1. */
  readonly position: number;
}

type Examined = FileFindings | 'unknown' | 'unapplied';

/** A change is examined again without each of its parts, and most of its files are the same then. */
const examined = new WeakMap<
  FilePatch,
  { readonly base: string; readonly syntax: SyntaxReader; readonly found: Examined }
>();

/**
 * Examines a changed source file.
 *
 * @returns `unknown` when its base content is unknown or its language has no grammar, `unapplied` when the patch does not fit it
 */
export function fileFindings(
  file: FilePatch,
  baseFiles: Readonly<Record<string, string>>,
  syntax: SyntaxReader,
): Examined {
  const base = file.oldPath === null ? '' : baseFiles[file.oldPath];
  if (base === undefined) return 'unknown';
  const before = examined.get(file);
  if (before?.base === base && before.syntax === syntax) return before.found;
  const found = examine(file, base, syntax);
  if (found !== 'unknown') examined.set(file, { base, syntax, found });
  return found;
}

function examine(file: FilePatch, base: string, syntax: SyntaxReader): Examined {
  const path = pathOf(file);
  const before = syntax.outline(path, base);
  if (!before) return 'unknown';
  const result = applyFilePatch(base, file);
  if (result === null) return 'unapplied';
  const addedRows = rowsOf(file, 'added');
  const removedRows = rowsOf(file, 'removed');
  const after = syntax.inspect(path, result, (root, language) => ({
    outline: outlineOf(root, language),
    uses: nameUses(root, language, addedRows),
    onlyComments: hasOnlyComments(root, addedRows),
  }));
  if (!after) return 'unknown';

  const language = before.language;
  const rows = base.split('\n').length;
  const checked = readsNames(language);
  const signatures = changedSignatures(before, after.outline);
  const namesBefore = new Set(before.definitions.map(d => d.name));
  const namesAfter = new Set(after.outline.definitions.map(d => d.name));
  const nameRows = new Set(after.outline.definitions.map(d => d.nameRow));
  const exports = /(^|\/)(__init__|index)\.\w+$/.test(path);
  const inBase = occurrencesIn(base);
  const inResult = occurrencesIn(result);
  return {
    newErrors: newErrors(before, after.outline),
    namesChecked: checked,
    undefinedNames:
      checked && !getsNames(file, result, language) ? countUndefined(after.uses, inBase, language) : 0,
    unusedImports: exports ? 0 : countUnused(after.uses.imported, inResult),
    unusedNames: countUnused(after.uses.variables, inResult),
    changedSignatures: signatures,
    touched: touchedDefinitions(before, removedRows, after.outline, addedRows),
    added: after.outline.definitions.filter(d => !namesBefore.has(d.name) && addedRows.has(d.startRow))
      .length,
    removed: [...namesBefore].filter(name => !namesAfter.has(name)).length,
    redefinitions: countRedefinitions(after.outline) - countRedefinitions(before),
    known: before.definitions,
    places: placesOf(file, before, rows),
    rows,
    codeUnchanged:
      after.onlyComments && syntax.inspect(path, base, root => hasOnlyComments(root, removedRows)) === true,
    untouchedLines: result.split('\n').filter((_, row) => !addedRows.has(row) && !nameRows.has(row)),
  };
}

/** Syntax errors of the result. A file that had some before, although it is in use, is written in a way that the grammar does not know. */
function newErrors(before: Outline, after: Outline): number {
  return before.errors === 0 && readsAsCompiled(after.language) ? after.errors : 0;
}

/**
 * Whether a file may read names that it does not define. A new script does where the other scripts of its page or a framework that
 * imports by itself define them; one that is there already has such names in its base.
 */
function getsNames(file: FilePatch, result: string, language: Outline['language']): boolean {
  return language === 'python' ? importsAll.test(result) : file.oldPath === null;
}

/** 0-based rows of the added lines in the result, or of the removed lines in the base. */
function rowsOf(file: FilePatch, kind: 'added' | 'removed'): Set<number> {
  const rows = new Set<number>();
  for (const hunk of file.hunks) {
    let row = (kind === 'added' ? hunk.newStart : hunk.oldStart) - 1;
    for (const line of hunk.lines) {
      if (line.kind === kind) rows.add(row);
      if (line.kind === kind || line.kind === 'context') row++;
    }
  }
  return rows;
}

/** Names that only added lines hold, that are read there and bound nowhere. */
function countUndefined(
  uses: { readonly read: ReadonlySet<string>; readonly bound: ReadonlySet<string> },
  inBase: (name: string) => number,
  language: Outline['language'],
): number {
  return [...uses.read].filter(
    name => !uses.bound.has(name) && !isBuiltIn(name, language) && inBase(name) === 0,
  ).length;
}

/** Names that their file holds only where they are given a meaning. `React` is read by what its file looks like. */
function countUnused(names: ReadonlySet<string>, inResult: (name: string) => number): number {
  return [...names].filter(name => !name.startsWith('_') && name !== 'React' && inResult(name) === 1).length;
}

/**
 * Names by which the functions whose parameters changed are called. Of several with one name, as overloads are, those whose parameters
 * none had before.
 */
function changedSignatures(before: Outline, after: Outline): string[] {
  const old = new Map<string, Set<string>>();
  for (const [path, { parameters }] of qualified(before))
    old.set(path, (old.get(path) ?? new Set()).add(parameters));
  return qualified(after)
    .filter(([path, d]) => d.kind === 'callable' && old.get(path)?.has(d.parameters) === false)
    .map(([path, d]) => calledBy(path, d));
}

/** A constructor is called by the name of its class. */
function calledBy(path: string, { name }: Definition): string {
  return name === '__init__' || name === 'constructor' ? (path.split('.').at(-2) ?? name) : name;
}

/** Definitions with the names of what encloses them: `Query.filter`. */
function qualified(outline: Outline): [string, Definition][] {
  const open: Definition[] = [];
  return outline.definitions.map(d => {
    while (open.length > 0 && (open.at(-1)?.endRow ?? 0) < d.startRow) open.pop();
    open.push(d);
    return [open.map(o => o.name).join('.'), d];
  });
}

function countRedefinitions(outline: Outline): number {
  return outline.definitions.filter(d => d.redefines).length;
}

function touchedDefinitions(
  before: Outline,
  removedRows: ReadonlySet<number>,
  after: Outline,
  addedRows: ReadonlySet<number>,
): Definition[] {
  const touched = new Map<string, Definition>();
  for (const [outline, rows] of [
    [before, removedRows],
    [after, addedRows],
  ] as const) {
    for (const innermost of innermostDefinitions(outline, rows)) touched.set(innermost.name, innermost);
  }
  return [...touched.values()];
}

/** For each row that lies in a definition the last one that encloses it. */
function* innermostDefinitions(outline: Outline, rows: Iterable<number>): Generator<Definition> {
  const open: Definition[] = [];
  let next = 0;
  for (const row of [...rows].sort((a, b) => a - b)) {
    for (let d = outline.definitions[next]; d && d.startRow <= row; d = outline.definitions[++next])
      open.push(d);
    while (open.length > 0 && (open.at(-1)?.endRow ?? 0) < row) open.pop();
    const innermost = open.at(-1);
    if (innermost) yield innermost;
  }
}

function placesOf(file: FilePatch, before: Outline, rows: number): Place[] {
  return file.hunks.map(hunk => {
    const row = firstChangedRow(hunk);
    return { enclosing: enclosingDefinitions(before, row), position: Math.min(1, row / rows) };
  });
}

function hasOnlyComments(root: SyntaxNode, rows: ReadonlySet<number>): boolean {
  let only = true;
  forEachLeaf(root, rows, (leaf, ancestors) => {
    only &&= /comment/.test(leaf.type) || leaf.text.trim() === '' || isDocumentation(ancestors);
  });
  return only;
}

/** A string that stands alone as a statement is documentation, as in Python. */
function isDocumentation(ancestors: readonly SyntaxNode[]): boolean {
  return ancestors.at(-1)?.type === 'string' && ancestors.at(-2)?.type === 'expression_statement';
}
