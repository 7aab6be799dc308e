import { pathOf } from './patch';
import type { FilePatch, Patch } from './patch';

/**
 * The patch as it would be without one hunk. The later hunks of that file keep their base lines and move on the
 * other side. A file that is left without a change is left out; a rename or a change of mode is one.
 *
 * @param path as `pathOf` gives it; of several sections for one path the first that has the hunk is meant
 * @param hunkIndex index of the hunk within its file; the patch is returned as it is when there is none
 */
export function withoutHunk(patch: Patch, path: string, hunkIndex: number): Patch {
  const target = patch.files.findIndex(file => pathOf(file) === path && hunkIndex in file.hunks);
  const files = patch.files.flatMap((file, index) => {
    if (index !== target) return [file];
    const rest = dropHunk(file, hunkIndex);
    return changesSomething(rest) ? [rest] : [];
  });
  return { ...patch, files };
}

function dropHunk(file: FilePatch, hunkIndex: number): FilePatch {
  const dropped = file.hunks[hunkIndex];
  const shift = dropped === undefined ? 0 : dropped.newLines - dropped.oldLines;
  const hunks = file.hunks
    .map((hunk, index) => (index > hunkIndex ? { ...hunk, newStart: hunk.newStart - shift } : hunk))
    .filter((_, index) => index !== hunkIndex);
  return { ...file, hunks };
}

function changesSomething(file: FilePatch): boolean {
  return (
    file.hunks.length > 0 ||
    file.binary ||
    file.status === 'renamed' ||
    file.status === 'copied' ||
    (file.status === 'modified' && file.oldMode !== file.newMode)
  );
}
