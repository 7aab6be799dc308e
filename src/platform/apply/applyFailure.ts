import { pathOf, type FilePatch, type Patch } from '../../core/patch/patch';
import { asPart } from '../../core/text/asPart';
import { countText } from '../../core/text/countText';
import { complaintOf } from '../git/complaint';

/** What each complaint of `git apply` means; the file's name is in front of it or after it. */
const COMPLAINTS: readonly (readonly [RegExp, (file: string) => string])[] = [
  [/^error: patch failed: (.+):\d+$/m, file => `${file} has different lines where the change belongs`],
  [/^error: (.+): does not exist in index$/m, file => `${file} does not exist there`],
  [/^error: (.+): already exists in index$/m, file => `${file} exists already`],
  [/^error: (.+): patch does not apply$/m, file => `${file} has different lines where the change belongs`],
  [/^error: (.+): has type \d+, expected \d+$/m, file => `${file} is not a plain file there`],
];

/** Why git would not apply a patch, as one sentence. */
export function applyFailureText(message: string, patch: Patch): string {
  return `The patch does not apply: ${applyFailureReason(message, patch)}.`;
}

/** The same as the end of a sentence: "src/a.ts has different lines where the change belongs". */
export function applyFailureReason(message: string, { files, problems }: Patch): string {
  for (const [pattern, text] of COMPLAINTS) {
    const [, file] = pattern.exec(message) ?? [];
    if (file === undefined) continue;
    if (files.some(one => pathOf(one) === file && isWithoutContext(one)))
      return `the diff of ${file} holds no lines around the change, by which git finds the place`;
    const others = new Set(
      [...message.matchAll(/^error: (.+): patch does not apply$/gm)].map(([, name]) => name),
    );
    others.delete(file);
    const count = countText(others.size, 'more file does not apply', 'more files do not apply');
    const more = others.size === 0 ? '' : `, and ${count}`;
    const miscounted = problems.find(({ code, path }) => code === 'countMismatch' && path === file);
    return text(file) + more + (miscounted ? `; ${asPart(miscounted.message)}` : '');
  }
  return `git says of ${filesText(files.map(pathOf))}: ${complaintOf(message) || 'git refuses it'}`;
}

/** "src/a.ts", "src/a.ts and src/b.ts", "src/a.ts and 3 more files". */
export function filesText(names: readonly string[]): string {
  const [first = 'nothing', second] = names;
  if (second === undefined) return first;
  return names.length === 2 ? `${first} and ${second}` : `${first} and ${names.length - 1} more files`;
}

/** As `git diff -U0` prints a change: at the top of a file there may be no line before it, elsewhere there is. */
function isWithoutContext({ hunks }: FilePatch): boolean {
  return hunks.some(({ oldStart, lines }) => oldStart > 1 && lines[0]?.kind !== 'context');
}
