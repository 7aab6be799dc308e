import type { FilePatch, Hunk, HunkLine } from './patch';

/**
 * A file with other lines in its hunks; counts and starts follow. The lines must still hold the same base: what is removed
 * may become context and the other way round, and what is added may be anything. A hunk left without a change falls away.
 */
export function rewriteLines(file: FilePatch, rewrite: (hunk: Hunk) => readonly HunkLine[]): FilePatch {
  let shift = 0;
  const hunks = file.hunks.flatMap((hunk): Hunk[] => {
    const lines = rewrite(hunk);
    if (lines.every(line => line.kind === 'context')) return [];
    const newLines = lines.filter(line => line.kind !== 'removed').length;
    // The start of an empty side is the line before it.
    const first = hunk.oldStart + (hunk.oldLines === 0 ? 1 : 0);
    const newStart = first + shift - (newLines === 0 ? 1 : 0);
    shift += newLines - hunk.oldLines;
    return [{ ...hunk, newStart, newLines, lines }];
  });
  return { ...file, hunks };
}
