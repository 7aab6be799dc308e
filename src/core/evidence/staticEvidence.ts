import { applyFilePatch } from '../patch/applyFilePatch';
import { fileRole } from '../patch/fileRole';
import { pathOf, type FilePatch, type Patch } from '../patch/patch';
import { forEachLeaf, isBuiltIn, nameUses, readsNames } from '../syntax/names';
import { outlineOf } from '../syntax/outline';
import type { Definition, Outline, SyntaxReader } from '../syntax/syntax';
import type { TaskMentions } from './taskMentions';
import { mean } from './averages';

/** What can be known about the result without running it. */
export const staticFeatures = {
  knownFiles: 'share of the changed source files that could be read',
  unapplied: 'changed files to which the patch does not apply',
  brokenFiles: 'files that no longer parse',
  newErrors: 'syntax errors added',
  undefinedNames: 'names read but nowhere defined',
  namesChecked: 'share of the files read whose names were checked',
  unusedImports: 'names imported but never used',
  unusedNames: 'names given a value but never used',
  signaturesChanged: 'functions whose parameters changed',
  callersUntouched: 'calls of those functions left as they were',
  definitionsTouched: 'functions and classes changed',
  definitionsAdded: 'functions and classes added',
  definitionsRemoved: 'functions and classes removed',
  redefinitions: 'definitions added under a name that is taken',
  definitionsInTask: 'changed definitions that the task names',
  definitionsInTraceback: 'changed definitions in the task’s traceback',
  definitionsMissed: 'definitions of the changed files that the task names but the change leaves alone',
  outsideDefinitions: 'share of changed places outside any function',
  enclosingRows: 'mean length of the functions changed, lines',
  nesting: 'mean nesting of the changed places',
  fileRows: 'mean length of the changed files, lines',
  position: 'mean position of the changes in their files',
  privateTouched: 'share of the changed definitions with a private name',
  codeUnchanged: 'only comments, documentation strings or blanks change',
} as const;

type StaticFeature = keyof typeof staticFeatures;

/** What one changed file tells; summed over the patch. */
interface FileFindings {
  readonly applies: boolean;
  readonly newErrors: number;
  readonly namesChecked: boolean;
  readonly undefinedNames: number;
  readonly unusedImports: number;
  readonly unusedNames: number;
  readonly changedSignatures: readonly string[];
  readonly touched: readonly Definition[];
  readonly added: readonly Definition[];
  readonly removed: number;
  readonly redefinitions: number;
  readonly known: readonly Definition[];
  readonly places: readonly Place[];
  readonly rows: number;
  readonly codeUnchanged: boolean;
  /** Lines of the result that the patch did not add. */
  readonly untouchedLines: readonly string[];
}

interface Place {
  readonly enclosing: readonly Definition[];
  /** Position of the place in its file, 0 (top) to 1. */
  readonly position: number;
}

/**
 * Values of `staticFeatures`, or null when no changed source file could be read: its base content is unknown or
 * its language has no grammar.
 */
export function staticEvidence(
  task: TaskMentions,
  patch: Patch,
  baseFiles: Readonly<Record<string, string>>,
  syntax: SyntaxReader,
): Record<StaticFeature, number> | null {
  const sources = patch.files.filter(
    file => !file.binary && file.status !== 'deleted' && fileRole(pathOf(file)) === 'source',
  );
  const findings = sources.map(file => examine(file, baseFiles, syntax)).filter(found => found !== null);
  if (findings.length === 0) return null;

  const applied = findings.filter(found => found.applies);
  const sum = (value: (found: FileFindings) => number) =>
    applied.reduce((total, found) => total + value(found), 0);
  const touched = applied.flatMap(found => found.touched);
  const touchedNames = new Set(touched.map(d => d.name));
  const known = new Set(applied.flatMap(found => found.known.map(d => d.name)));
  const places = applied.flatMap(found => found.places);
  const changedSignatures = new Set(applied.flatMap(found => found.changedSignatures));
  const untouchedLines = applied.flatMap(found => found.untouchedLines);
  const innermost = places.map(p => p.enclosing.at(-1)).filter(d => d !== undefined);

  return {
    knownFiles: findings.length / sources.length,
    unapplied: findings.length - applied.length,
    brokenFiles: applied.filter(found => found.newErrors > 0).length,
    newErrors: sum(found => Math.max(0, found.newErrors)),
    undefinedNames: sum(found => found.undefinedNames),
    namesChecked: sum(found => (found.namesChecked ? 1 : 0)) / findings.length,
    unusedImports: sum(found => found.unusedImports),
    unusedNames: sum(found => found.unusedNames),
    signaturesChanged: changedSignatures.size,
    callersUntouched: countCalls(changedSignatures, untouchedLines),
    definitionsTouched: touchedNames.size,
    definitionsAdded: sum(found => found.added.length),
    definitionsRemoved: sum(found => found.removed),
    redefinitions: sum(found => found.redefinitions),
    definitionsInTask: [...touchedNames].filter(name => task.names.has(name)).length,
    definitionsInTraceback: [...touchedNames].filter(name => task.tracebackFunctions.has(name)).length,
    definitionsMissed: [...known].filter(
      name => name.length > 3 && task.names.has(name) && !touchedNames.has(name),
    ).length,
    outsideDefinitions: mean(places.map(p => (p.enclosing.some(d => d.kind === 'callable') ? 0 : 1))),
    enclosingRows: mean(innermost.map(d => d.endRow - d.startRow + 1)),
    nesting: mean(places.map(p => p.enclosing.length)),
    fileRows: mean(applied.map(found => found.rows)),
    position: mean(places.map(p => p.position)),
    privateTouched: mean(touched.map(d => (d.name.startsWith('_') ? 1 : 0))),
    codeUnchanged: applied.length > 0 && applied.every(found => found.codeUnchanged) ? 1 : 0,
  };
}

function examine(
  file: FilePatch,
  baseFiles: Readonly<Record<string, string>>,
  syntax: SyntaxReader,
): FileFindings | null {
  const path = pathOf(file);
  const base = file.oldPath === null ? '' : baseFiles[file.oldPath];
  if (base === undefined) return null;
  const before = syntax.outline(path, base);
  if (!before) return null;
  const result = applyFilePatch(base, file);
  if (result === null) return { ...nothing, applies: false };
  const addedRows = rowsOf(file, 'added');
  const removedRows = rowsOf(file, 'removed');
  const after = syntax.inspect(path, result, (root, language) => ({
    outline: outlineOf(root, language),
    uses: nameUses(root, language, addedRows),
    onlyComments: hasOnlyComments(root, addedRows),
  }));
  if (!after) return null;

  const language = before.language;
  const resultLines = result.split('\n');
  const checked = readsNames(language);
  const signatures = changedSignatures(before, after.outline);
  const namesBefore = new Set(before.definitions.map(d => d.name));
  const namesAfter = new Set(after.outline.definitions.map(d => d.name));
  const added = after.outline.definitions.filter(d => !namesBefore.has(d.name) && addedRows.has(d.startRow));
  const exports = /(^|\/)(__init__|index)\.\w+$/.test(path);
  return {
    applies: true,
    newErrors: after.outline.errors - before.errors,
    namesChecked: checked,
    undefinedNames:
      checked && !/^\s*from\s+\S+\s+import\s+\*/m.test(result)
        ? countUndefined(after.uses, base, language)
        : 0,
    unusedImports: exports
      ? 0
      : [...after.uses.imported].filter(name => occurrences(name, result) === 1).length,
    unusedNames: [...after.uses.bound].filter(
      name =>
        !after.uses.imported.has(name) &&
        !name.startsWith('_') &&
        !namesAfter.has(name) &&
        occurrences(name, result) === 1,
    ).length,
    changedSignatures: signatures,
    touched: touchedDefinitions(before, removedRows, after.outline, addedRows),
    added,
    removed: [...namesBefore].filter(name => !namesAfter.has(name)).length,
    redefinitions: countRedefinitions(after.outline) - countRedefinitions(before),
    known: before.definitions,
    places: placesOf(file, before, Math.max(1, base.split('\n').length)),
    rows: base.split('\n').length,
    codeUnchanged:
      after.onlyComments && syntax.inspect(path, base, root => hasOnlyComments(root, removedRows)) === true,
    untouchedLines: resultLines.filter((_, row) => !addedRows.has(row)),
  };
}

const nothing: FileFindings = {
  applies: true,
  newErrors: 0,
  namesChecked: false,
  undefinedNames: 0,
  unusedImports: 0,
  unusedNames: 0,
  changedSignatures: [],
  touched: [],
  added: [],
  removed: 0,
  redefinitions: 0,
  known: [],
  places: [],
  rows: 0,
  codeUnchanged: false,
  untouchedLines: [],
};

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
  base: string,
  language: Outline['language'],
): number {
  return [...uses.read].filter(
    name => !uses.bound.has(name) && !isBuiltIn(name, language) && occurrences(name, base) === 0,
  ).length;
}

/** How often a non-empty name stands as a whole word in a text. */
function occurrences(name: string, text: string): number {
  if (name === '') throw new RangeError('an empty name occurs everywhere');
  let count = 0;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length))
    if (!isNamePart(text[at - 1]) && !isNamePart(text[at + name.length])) count++;
  return count;
}

function isNamePart(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_$]/u.test(character);
}

function changedSignatures(before: Outline, after: Outline): string[] {
  const old = new Map(qualified(before).map(([path, d]) => [path, d.parameters]));
  return qualified(after)
    .filter(([path, d]) => d.kind === 'callable' && old.has(path) && old.get(path) !== d.parameters)
    .map(([, d]) => d.name);
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
  const paths = qualified(outline).map(([path]) => path);
  return paths.length - new Set(paths).size;
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
    for (const row of rows) {
      const innermost = outline.definitions.filter(d => d.startRow <= row && row <= d.endRow).at(-1);
      if (innermost) touched.set(innermost.name, innermost);
    }
  }
  return [...touched.values()];
}

function placesOf(file: FilePatch, before: Outline, rows: number): Place[] {
  return file.hunks.map(hunk => {
    const leading = hunk.lines.findIndex(line => line.kind !== 'context');
    const row = Math.max(0, hunk.oldStart - 1 + Math.max(0, leading));
    return {
      enclosing: before.definitions.filter(d => d.startRow <= row && row <= d.endRow),
      position: Math.min(1, row / rows),
    };
  });
}

function hasOnlyComments(root: Parameters<typeof forEachLeaf>[0], rows: ReadonlySet<number>): boolean {
  let only = true;
  forEachLeaf(root, rows, leaf => {
    only &&= /comment/.test(leaf.type) || leaf.text.trim() === '' || isDocumentation(leaf);
  });
  return only;
}

/** A string that stands alone as a statement is documentation, as in Python. */
function isDocumentation(leaf: Parameters<typeof forEachLeaf>[0]): boolean {
  const string = leaf.parent;
  return string?.type === 'string' && string.parent?.type === 'expression_statement';
}

function countCalls(names: ReadonlySet<string>, lines: readonly string[]): number {
  if (names.size === 0) return 0;
  const call = /([\p{L}_$][\p{L}\p{N}_$]*)\s*\(/gu;
  let count = 0;
  for (const line of lines) {
    if (/^\s*(async\s+)?(def|function|class)\b/.test(line)) continue;
    for (const match of line.matchAll(call)) if (match[1] !== undefined && names.has(match[1])) count++;
  }
  return count;
}
