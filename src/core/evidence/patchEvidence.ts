import { fileRole } from '../patch/fileRole';
import { pathOf, type FilePatch, type HunkLine, type Patch } from '../patch/patch';
import { identifiersOf, shareIn } from './identifiers';
import { mentionedIn, type TaskMentions } from './taskMentions';
import { mean, share } from './averages';
import { taskWordingFeatures } from './taskWording';

/** Shape of the change, how far it speaks of what the task speaks of, and how the task is put. */
export const patchFeatures = {
  files: 'source and configuration files changed',
  sourceFiles: 'source files changed',
  configurationFiles: 'configuration files changed',
  addedFiles: 'files added',
  addedTopLevelFiles: 'files added at the root of the repository',
  deletedFiles: 'files deleted or renamed',
  directories: 'directories touched',
  pathDepth: 'mean depth of the changed paths',
  hunks: 'hunks that change code or configuration',
  addedLines: 'lines added, without comments',
  removedLines: 'lines removed, without comments',
  sourceAddedLines: 'lines added to source files',
  addedShare: 'share of the changed lines that are added ones',
  largestHunk: 'changed lines in the largest hunk',
  addedBranches: 'conditions added',
  addedHandlers: 'exception handlers added',
  addedRaises: 'raise and throw statements added',
  addedReturns: 'return statements added',
  addedLoops: 'loops added',
  addedDefinitions: 'added lines that define a function or a class',
  addedImports: 'imports added',
  addedTypeChecks: 'type checks added',
  addedNullChecks: 'checks for null, None or undefined added',
  addedPrints: 'print or log calls added',
  addedLiteralDigits: 'added lines with a number of two or more digits',
  addedLineLength: 'mean length of the added lines, in characters',
  addedIndent: 'mean indentation of the added lines, in characters',
  namesAdded: 'different names in the added lines',
  newNamesShare: 'share of the added names that are in no removed or unchanged line nearby',
  namesKept: 'share of the removed names that are also in an added line',
  taskLength: 'characters in the task',
  taskNames: 'different words and names in the task',
  taskHasCode: 'the task shows code',
  taskHasTraceback: 'the task shows a stack trace',
  addedNamesInTask: 'share of the added names that the task mentions',
  addedNamesInTaskCode: 'share of the added names that the task’s code mentions',
  touchedNamesInTask: 'share of the removed and nearby names that the task mentions',
  taskCodeNamesTouched: 'share of the names in the task’s code that the hunks contain',
  sectionInTask: 'functions in hunk headers that the task mentions',
  pathsInTask: 'changed files whose path the task mentions',
  stemsInTask: 'changed files whose name is a word of the task',
  tracebackFiles: 'changed files in the task’s stack trace',
  tracebackSections: 'functions in hunk headers that are in the task’s stack trace',
  ...taskWordingFeatures,
} as const;

type PatchFeature = keyof typeof patchFeatures;

/**
 * Values of `patchFeatures`. Counts are raw, shares in [0, 1].
 *
 * @param change the `codeChange` of the patch: comments, tests and documents are no evidence
 */
export function patchEvidence(task: TaskMentions, change: Patch): Record<PatchFeature, number> {
  const paths = change.files.map(pathOf);
  const roles = paths.map(fileRole);
  const hunks = change.files.flatMap(file => file.hunks);
  const added = textOf(change.files, 'added');
  const removed = textOf(change.files, 'removed');
  const context = textOf(change.files, 'context');
  const addedNames = identifiersOf(added.join('\n'));
  const removedNames = identifiersOf(removed.join('\n'));
  const nearNames = identifiersOf(`${context.join('\n')}\n${hunks.map(h => h.section).join('\n')}`);
  const oldNames = new Set([...removedNames, ...nearNames]);
  const touchedNames = new Set([...oldNames, ...addedNames]);
  const sections = new Set(hunks.map(hunk => definedName(hunk.section)).filter(name => name !== null));
  const count = (pattern: RegExp) => added.filter(line => pattern.test(line)).length;
  const ofRole = (role: string) => roles.filter(r => r === role).length;

  return {
    files: paths.length,
    sourceFiles: ofRole('source'),
    configurationFiles: ofRole('configuration'),
    addedFiles: change.files.filter(f => f.status === 'added').length,
    addedTopLevelFiles: change.files.filter(f => f.status === 'added' && !pathOf(f).includes('/')).length,
    deletedFiles: change.files.filter(f => f.status === 'deleted' || f.status === 'renamed').length,
    directories: new Set(paths.map(p => p.slice(0, p.lastIndexOf('/') + 1))).size,
    pathDepth: mean(paths.map(p => p.split('/').length)),
    hunks: hunks.length,
    addedLines: added.length,
    removedLines: removed.length,
    sourceAddedLines: textOf(
      change.files.filter((_, i) => roles[i] === 'source'),
      'added',
    ).length,
    addedShare: share(added.length, added.length + removed.length),
    largestHunk: hunks
      .map(h => h.lines.filter(l => l.kind !== 'context').length)
      .reduce((a, b) => Math.max(a, b), 0),
    addedBranches: added.filter(line => branchWord.test(line) || hasTernary(line)).length,
    addedHandlers: count(/^\s*(try|except|catch|finally|rescue)\b|\}\s*catch\b/),
    addedRaises: count(/\b(raise|throw)\b/),
    addedReturns: count(/\breturn\b/),
    addedLoops: count(/^\s*(for|while)\b/),
    addedDefinitions: count(
      /^\s*(export\s+|public\s+|private\s+|protected\s+|static\s+|async\s+)*(def|class|function|func|fn|interface)\b/,
    ),
    addedImports: count(/^\s*(import|from|use|using|#include)\b|\brequire\(/),
    addedTypeChecks: count(/\b(isinstance|hasattr|issubclass|instanceof|typeof|callable)\b/),
    addedNullChecks: count(
      /\b(is not None|is None|[!=]==? ?(null|undefined)|Objects\.(nonNull|isNull))\b|\?\./,
    ),
    addedPrints: count(/\b(print|console\.\w+|System\.out|logger\.\w+|logging\.\w+|warnings\.warn)\(/),
    addedLiteralDigits: count(/(?<![\w.])\d{2,}(?![\w])/),
    addedLineLength: mean(added.map(line => line.trim().length)),
    addedIndent: mean(added.map(line => line.length - line.trimStart().length)),
    namesAdded: addedNames.size,
    newNamesShare: 1 - shareIn(addedNames, oldNames),
    namesKept: shareIn(removedNames, addedNames),
    taskLength: task.characters,
    taskNames: task.names.size,
    taskHasCode: task.hasCode ? 1 : 0,
    taskHasTraceback: task.tracebackFiles.size > 0 ? 1 : 0,
    addedNamesInTask: shareIn(addedNames, task.names),
    addedNamesInTaskCode: shareIn(addedNames, task.codeNames),
    touchedNamesInTask: shareIn(oldNames, task.names),
    taskCodeNamesTouched: shareIn(task.codeNames, touchedNames),
    sectionInTask: [...sections].filter(name => task.names.has(name)).length,
    pathsInTask: paths.filter(mentionedIn(task.paths)).length,
    stemsInTask: paths.filter(p => task.names.has(stem(p))).length,
    tracebackFiles: paths.filter(mentionedIn(task.tracebackFiles)).length,
    tracebackSections: [...sections].filter(name => task.tracebackFunctions.has(name)).length,
    ...task.wording,
  };
}

const branchWord = /(^|[\s{;(])(if|elif|else|case|switch|when)\b/;

/** Whether a line holds `? … :`. An expression would begin anew at each question mark of a long line. */
function hasTernary(line: string): boolean {
  return line.split(/[\r\u2028\u2029]/).some(part => {
    const at = part.indexOf('?');
    return at !== -1 && part.includes(':', at);
  });
}

function textOf(files: readonly FilePatch[], kind: HunkLine['kind']): string[] {
  return files.flatMap(file =>
    file.hunks.flatMap(hunk => hunk.lines.filter(l => l.kind === kind).map(l => l.text)),
  );
}

/** git cuts the text behind the second `@@` far before this; nobody defines anything in a longer one. */
const MAX_SECTION = 400;

/** The name a hunk's section line defines: `def clean(self)` → `clean`. */
function definedName(section: string): string | null {
  if (section.length > MAX_SECTION) return null;
  return (
    /\b(?:def|class|function|func|fn|interface|struct|trait)\s+([\w$]+)/.exec(section)?.[1] ??
    /([\w$]+)\s*\(/.exec(section)?.[1] ??
    null
  );
}

function stem(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
}
