import type { FilePatch, Hunk, HunkLine, Patch } from '../patch/patch';
import { rewriteLines } from '../patch/rewriteLines';

/**
 * The patch with other lines in its hunks; see `rewriteLines`. A file without a hunk falls away.
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
  const files = patch.files
    .filter(file => !file.binary)
    .map(file => rewriteLines(file, hunk => rewritten.get(hunk) ?? hunk.lines))
    .filter(file => file.hunks.length > 0);
  return files.length === 0 ? null : { files, problems: [] };
}

export function addedLine(text: string): HunkLine {
  return { kind: 'added', text, noNewline: false };
}
