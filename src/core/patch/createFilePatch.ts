import { structuredPatch } from 'diff';
import type { FilePatch, Hunk, HunkLine } from './patch';
import { sectionHeadings } from './sectionHeadings';
import { fromStructured } from './structuredPatch';

/** Lines of context around a change, as git has them by default. */
const CONTEXT = 3;

/**
 * Most line insertions and deletions that are searched for a shortest diff (Myers' algorithm takes time with their
 * square). Beyond it everything between the first and the last difference is one hunk. A count, not a clock: the
 * same texts must always give the same patch.
 */
const MAX_EDITS = 4_000;

/**
 * The change of one file from one text to another. Byte order marks and carriage returns are content. Hunks have the headings
 * that git gives them, so that a change is judged alike before and after it is saved.
 *
 * @param oldText null when the file did not exist
 * @param newText null when it no longer exists
 */
export function createFilePatch(path: string, oldText: string | null, newText: string | null): FilePatch {
  const [before, after] = [oldText ?? '', newText ?? ''];
  const patch = structuredPatch(path, path, before, after, undefined, undefined, {
    context: CONTEXT,
    maxEditLength: MAX_EDITS,
  });
  return {
    status: oldText === null ? 'added' : newText === null ? 'deleted' : 'modified',
    oldPath: oldText === null ? null : path,
    newPath: newText === null ? null : path,
    binary: false,
    oldMode: newText === null ? '100644' : null,
    newMode: oldText === null ? '100644' : null,
    hunks: withHeadings(
      patch?.hunks.map(hunk => fromStructured(hunk, '')) ?? [wholeHunk(before, after)],
      before,
    ),
  };
}

function withHeadings(hunks: readonly Hunk[], oldText: string): readonly Hunk[] {
  const headings = sectionHeadings(
    oldText,
    hunks.map(({ oldStart }) => oldStart),
  );
  return hunks.map((hunk, i) => ({ ...hunk, section: headings[i] ?? '' }));
}

/** One hunk that replaces all lines between the first and the last difference. */
function wholeHunk(before: string, after: string): Hunk {
  const [old, now] = [linesOf(before), linesOf(after)];
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && sameLine(old[head], now[head])) head++;
  let tail = 0;
  while (tail < shorter - head && sameLine(old[old.length - 1 - tail], now[now.length - 1 - tail])) tail++;

  const first = Math.max(0, head - CONTEXT);
  const after3 = Math.min(tail, CONTEXT);
  const lines: HunkLine[] = [
    ...old.slice(first, head),
    ...old.slice(head, old.length - tail).map(line => ({ ...line, kind: 'removed' as const })),
    ...now.slice(head, now.length - tail).map(line => ({ ...line, kind: 'added' as const })),
    ...old.slice(old.length - tail, old.length - tail + after3),
  ];
  const oldLines = old.length - tail + after3 - first;
  const newLines = now.length - tail + after3 - first;
  // The start of an empty side is the line before it.
  const start = (count: number): number => (count === 0 ? first : first + 1);
  return { oldStart: start(oldLines), oldLines, newStart: start(newLines), newLines, section: '', lines };
}

function linesOf(text: string): HunkLine[] {
  const parts = text.split('\n');
  const last = parts.pop() ?? '';
  const lines: HunkLine[] = parts.map(part => ({ kind: 'context', text: part, noNewline: false }));
  return last === '' ? lines : [...lines, { kind: 'context', text: last, noNewline: true }];
}

function sameLine(a: HunkLine | undefined, b: HunkLine | undefined): boolean {
  return a?.text === b?.text && a?.noNewline === b?.noNewline;
}
