import { fileRole } from '../patch/fileRole';
import { pathOf, type Patch } from '../patch/patch';
import type { SyntaxReader } from '../syntax/syntax';
import { mean } from './averages';
import { fileFindings, type FileFindings } from './fileFindings';
import type { TaskMentions } from './taskMentions';

/** What can be known about the result without running it. */
export const staticFeatures = {
  knownFiles: 'share of the changed source files that could be examined',
  unapplied: 'changed files to which the patch does not apply',
  brokenFiles: 'files that no longer parse',
  newErrors: 'syntax errors added',
  undefinedNames: 'names that added lines use and their file does not define',
  namesChecked: 'share of the examined files in which names could be checked',
  unusedImports: 'imported names that are never used',
  unusedNames: 'variables set but never used',
  signaturesChanged: 'functions whose parameters changed',
  callersUntouched: 'calls to those functions in the changed files that are left unchanged',
  definitionsTouched: 'functions and classes changed',
  definitionsAdded: 'functions and classes added',
  definitionsRemoved: 'functions and classes removed',
  redefinitions: 'functions and classes added under a name that is already in use',
  definitionsInTask: 'changed functions and classes that the task mentions',
  definitionsInTraceback: 'changed functions and classes in the task’s stack trace',
  definitionsMissed:
    'functions and classes in the changed files that the task mentions and that are left unchanged',
  outsideDefinitions: 'share of the hunks outside any function',
  enclosingRows: 'mean length of the functions and classes around a hunk, in lines',
  nesting: 'mean number of functions and classes around a hunk',
  fileRows: 'mean length of the changed files, in lines',
  position: 'share of its file that lies above a hunk, on average',
  privateTouched: 'share of the changed functions and classes whose name begins with _',
  codeUnchanged: 'only comments, documentation strings or blanks change',
} as const;

type StaticFeature = keyof typeof staticFeatures;

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
  const findings = sources
    .map(file => fileFindings(file, baseFiles, syntax))
    .filter(found => found !== 'unknown');
  if (findings.length === 0) return null;

  const applied = findings.filter(found => found !== 'unapplied');
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
    newErrors: sum(found => found.newErrors),
    undefinedNames: sum(found => found.undefinedNames),
    namesChecked: sum(found => (found.namesChecked ? 1 : 0)) / findings.length,
    unusedImports: sum(found => found.unusedImports),
    unusedNames: sum(found => found.unusedNames),
    signaturesChanged: changedSignatures.size,
    callersUntouched: countCalls(changedSignatures, untouchedLines),
    definitionsTouched: touchedNames.size,
    definitionsAdded: sum(found => found.added),
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

/** A whole word before a parenthesis: an expression that may begin inside of one would try each place of a long line of data. */
const called = /(?<![\p{L}\p{N}_$])[\p{L}\p{N}_$]+(?=\s*\()/gu;

function countCalls(names: ReadonlySet<string>, lines: readonly string[]): number {
  if (names.size === 0) return 0;
  let count = 0;
  for (const line of lines) {
    if (/^\s*(async\s+)?(def|function|class)\b/.test(line)) continue;
    for (const [word] of line.matchAll(called)) if (names.has(word.replace(/^\p{N}+/u, ''))) count++;
  }
  return count;
}
