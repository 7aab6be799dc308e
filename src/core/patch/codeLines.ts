import { diffArrays } from 'diff';
import { changeRuns, type ChangeRun } from './changeRuns';
import { codeOnLine } from './commentMarks';
import type { HunkLine } from './patch';

/**
 * Most insertions and deletions that are searched for the lines that two sides have in common; beyond it they have none. A count,
 * not a clock: the same patch must always be read alike.
 */
const MAX_EDITS = 1_000;

/**
 * The lines of a hunk without what it does to comments, blank lines and spaces at line ends: those that it adds are gone, those that it
 * removes stay, and a line that has the same code as before is context, as it was before. They hold the same base.
 */
export function codeLines(path: string, lines: readonly HunkLine[]): HunkLine[] {
  return changeRuns(lines).flatMap(run => [...run.context, ...codeOf(path, run)]);
}

function codeOf(path: string, { removed, added }: ChangeRun): HunkLine[] {
  const made = added.flatMap(line => {
    const text = codeOnLine(path, line.text);
    return text === '' ? [] : [{ ...line, text }];
  });
  const before = removed.map(({ text }) => codeOnLine(path, text));
  const last = made.length - 1;
  const same = new Map(inCommon(before, made).filter(([i, j]) => !removed[i]?.noNewline || j === last));
  // Nothing can follow a line without an end, so such a one has to go where something follows.
  const follows = last >= 0 && ![...same.values()].includes(last);
  const parts: (readonly HunkLine[])[] = [];
  let next = 0;
  for (const [i, line] of removed.entries()) {
    const j = same.get(i);
    parts.push(made.slice(next, j ?? next));
    next = j === undefined ? next : j + 1;
    const stays = j !== undefined || (before[i] === '' && !(line.noNewline && follows));
    parts.push([stays ? { ...line, kind: 'context' } : line]);
  }
  return [...parts, made.slice(next)].flat();
}

/** The places of lines with the same code on both sides, in ascending order. */
function inCommon(
  before: readonly string[],
  made: readonly HunkLine[],
): readonly (readonly [before: number, made: number])[] {
  const code = [...before.entries()].filter(([, text]) => text !== '');
  const after = made.map(({ text }) => text);
  const known = new Set(after);
  if (!code.some(([, text]) => known.has(text))) return [];
  const sides = code.map(([, text]) => text);
  const places: [number, number][] = [];
  let [i, j] = [0, 0];
  for (const { added, removed, value } of diffArrays(sides, after, { maxEditLength: MAX_EDITS }) ?? []) {
    if (!added && !removed)
      for (let k = 0; k < value.length; k++) places.push([code[i + k]?.[0] ?? 0, j + k]);
    if (!added) i += value.length;
    if (!removed) j += value.length;
  }
  return places;
}
