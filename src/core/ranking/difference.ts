import { codeChange } from '../patch/codeChange';
import { fileRole, holdsCode } from '../patch/fileRole';
import { lineCounts, pathOf, type FilePatch, type Hunk, type HunkLine, type Patch } from '../patch/patch';

/** What one of two patches does to the code and the other does not, as far as the patches themselves show it. */
export interface OneSided {
  /** Paths that only this one changes, without tests and documents. */
  readonly files: readonly string[];
  /** Names of functions and classes that only this one changes. */
  readonly functions: readonly string[];
  /** Guards that only this one adds to the program, as written: checks before going on, and handling of errors. */
  readonly guards: readonly string[];
  /** This one changes tests, and the other none. */
  readonly tests: boolean;
  /** Lines of code. */
  readonly addedLines: number;
  readonly removedLines: number;
}

export interface PatchDifference {
  readonly first: OneSided;
  readonly second: OneSided;
}

/**
 * Compares two patches by what they touch of the code: what their comments, tests and documents say is not what they do. It says
 * nothing of which is right, or why one has the higher score.
 */
export function differenceOf(first: Patch, second: Patch): PatchDifference {
  const [a, b] = [traitsOf(first), traitsOf(second)];
  return { first: oneSided(a, b), second: oneSided(b, a) };
}

interface Traits {
  readonly files: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
  readonly guards: ReadonlySet<string>;
  readonly tests: boolean;
  readonly addedLines: number;
  readonly removedLines: number;
}

function oneSided(own: Traits, other: Traits): OneSided {
  const missing = (mine: ReadonlySet<string>, theirs: ReadonlySet<string>) =>
    [...mine].filter(name => !theirs.has(name));
  return {
    files: missing(own.files, other.files),
    functions: missing(own.functions, other.functions),
    guards: missing(own.guards, other.guards),
    tests: own.tests && !other.tests,
    addedLines: own.addedLines,
    removedLines: own.removedLines,
  };
}

function traitsOf(patch: Patch): Traits {
  const files = codeChange(patch).files.filter(file => holdsCode(pathOf(file)));
  const { added, removed } = lineCounts(files.flatMap(({ hunks }) => hunks));
  return {
    files: new Set(files.map(pathOf)),
    functions: new Set(files.flatMap(functionsOf)),
    guards: new Set(files.filter(isProgram).flatMap(file => file.hunks.flatMap(guardsOf))),
    tests: patch.files.some(file => fileRole(pathOf(file)) === 'test'),
    addedLines: added,
    removedLines: removed,
  };
}

/** `def area(`, `class Shape`, `export async function load(`, `func (s *Set) Add(` */
const NAMED =
  /(?:^|\s)(?:def|function\*?|func|fn|sub|class|interface|struct|enum|trait|module)\s+(?:\([^)]*\)\s*)?([A-Za-z_$][\w$]*)/;
/** A method or function that is known by its parameters and an opening brace: `public int area(int unit) {` */
const BRACED =
  /^\s*(?:[\w$<>[\],.*&]+\s+)*?([A-Za-z_$][\w$]*)\s*\([^;{}]*\)\s*(?::\s*[^={};]+|throws\s+[\w., ]+|const)?\s*\{\s*$/;
const KEYWORDS = new Set([
  'if',
  'for',
  'while',
  'switch',
  'catch',
  'with',
  'match',
  'else',
  'do',
  'try',
  'return',
]);

/** Longer lines are generated or hostile; nobody defines or guards anything there. */
const MAX_LINE = 400;

function definedName(text: string): string | null {
  if (text.length > MAX_LINE) return null;
  const named = NAMED.exec(text)?.[1];
  if (named !== undefined) return named;
  const braced = BRACED.exec(text)?.[1];
  return braced === undefined || KEYWORDS.has(braced) ? null : braced;
}

/** Names of the definitions that stand last before each changed line, in its hunk or in the hunk's heading. */
function functionsOf({ hunks }: FilePatch): string[] {
  return hunks.flatMap(hunk => {
    const names: string[] = [];
    let last = definedName(hunk.section);
    for (const line of hunk.lines) {
      last = definedName(line.text) ?? last;
      if (line.kind !== 'context' && last !== null) names.push(last);
    }
    return names;
  });
}

/** Configuration goes on or leaves nowhere. */
function isProgram(file: FilePatch): boolean {
  return fileRole(pathOf(file)) === 'source';
}

const CONDITION = /^(?:\}\s*)?(?:else\s+)?(?:if|elif|unless|guard|when)\b/;
const LEAVES = /\b(?:return|raise|throw|continue|break|panic|exit|abort|fail)\b/;
const ALWAYS =
  /^(?:\}\s*)?(?:assert\b|raise\b|throw\b|except\b|catch\b|rescue\b|finally\b|ensure\b)|\?\.|\?\?|\bis (?:not )?None\b|[!=]==?\s*(?:null|nil|undefined|nullptr)\b|\bisinstance\(|\bhasattr\(|\binstanceof\b/;
const COMMENT = /^(?:#|\/\/|\/\*|\*|"""|''')/;
/** A guard leaves within its next lines, or it is an ordinary branch. */
const REACH = 2;

function guardsOf({ lines }: Hunk): string[] {
  const after = lines.filter(({ kind }) => kind !== 'removed');
  const before = new Set(lines.filter(({ kind }) => kind === 'removed').map(textOf));
  return after.flatMap((line, index) => {
    const text = textOf(line);
    // A line that only moved, or changed its indentation, was there before.
    if (line.kind !== 'added' || text.length > MAX_LINE || COMMENT.test(text) || before.has(text)) return [];
    const next = after.slice(index, index + 1 + REACH).map(textOf);
    const leaves = CONDITION.test(text) && next.some(one => LEAVES.test(one));
    // As a person would quote it, and the same in every style of braces.
    return leaves || ALWAYS.test(text) ? [text.replace(/\s*\{$/, '')] : [];
  });
}

function textOf({ text }: HunkLine): string {
  return text.replace(/\s+/g, ' ').trim();
}
