import type { FilePatch, Hunk, HunkLine, Patch } from '../patch/patch';

/**
 * The patch with other lines in its hunks; their counts and starts follow. The lines must still hold the same base: only what
 * is added may be another. A hunk without a change falls away, and so does a file without a hunk.
 *
 * @param rewrite gives the hunk's own lines where there is nothing to change
 * @returns null when no hunk was changed, or nothing is left
 */
export function rewriteHunks(
  patch: Patch,
  rewrite: (hunk: Hunk, file: FilePatch) => readonly HunkLine[],
): Patch | null {
  const rewritten = new Map(
    patch.files.flatMap(file => file.hunks.map(hunk => [hunk, rewrite(hunk, file)] as const)),
  );
  if ([...rewritten].every(([hunk, lines]) => lines === hunk.lines)) return null;
  const files = patch.files.flatMap((file): FilePatch[] => {
    if (file.binary) return [];
    let shift = 0;
    const hunks = file.hunks.flatMap((hunk): Hunk[] => {
      const lines = rewritten.get(hunk) ?? [];
      if (lines.every(line => line.kind === 'context')) return [];
      const oldLines = lines.filter(line => line.kind !== 'added').length;
      const newLines = lines.filter(line => line.kind !== 'removed').length;
      // The start of an empty side is the line before it.
      const first = hunk.oldStart + (oldLines === 0 ? 1 : 0);
      const newStart = first + shift - (newLines === 0 ? 1 : 0);
      shift += newLines - oldLines;
      return [{ ...hunk, oldLines, newLines, newStart, lines }];
    });
    return hunks.length === 0 ? [] : [{ ...file, hunks }];
  });
  return files.length === 0 ? null : { files, problems: [] };
}

export function addedLine(text: string): HunkLine {
  return { kind: 'added', text, noNewline: false };
}
