import { applyFilePatch } from '../patch/applyFilePatch';
import type { FilePatch, Hunk, HunkLine, Patch } from '../patch/patch';
import type { PatchWithBase } from './patchWithBase';

/**
 * The patch that undoes the change, against the files as the change left them, so that it fits as well as the change did.
 * Null when one of the files is not known, is binary or gets another name.
 */
export function reverse({ patch, baseFiles }: PatchWithBase): PatchWithBase | null {
  const after: Record<string, string> = { ...baseFiles };
  for (const file of patch.files) {
    if (file.binary || file.status === 'renamed' || file.status === 'copied') return null;
    const before = file.oldPath === null ? '' : baseFiles[file.oldPath];
    const result = before === undefined ? null : applyFilePatch(before, file);
    if (result === null) return null;
    if (file.newPath !== null) after[file.newPath] = result;
    else if (file.oldPath !== null) delete after[file.oldPath];
  }
  return patch.files.length === 0 ? null : { patch: reversed(patch), baseFiles: after };
}

/** The patch that undoes a patch. */
export function reversed(patch: Patch): Patch {
  return { files: patch.files.map(reverseFile), problems: [] };
}

function reverseFile(file: FilePatch): FilePatch {
  return {
    ...file,
    status: file.status === 'added' ? 'deleted' : file.status === 'deleted' ? 'added' : file.status,
    oldPath: file.newPath,
    newPath: file.oldPath,
    oldMode: file.newMode,
    newMode: file.oldMode,
    hunks: file.hunks.map(reverseHunk),
  };
}

function reverseHunk(hunk: Hunk): Hunk {
  return {
    ...hunk,
    oldStart: hunk.newStart,
    oldLines: hunk.newLines,
    newStart: hunk.oldStart,
    newLines: hunk.oldLines,
    lines: removedFirst(hunk.lines.map(reverseLine)),
  };
}

function reverseLine(line: HunkLine): HunkLine {
  if (line.kind === 'context') return line;
  return { ...line, kind: line.kind === 'added' ? 'removed' : 'added' };
}

/** As diffs have it: of what changes in one place, what goes stands before what comes. */
function removedFirst(lines: readonly HunkLine[]): HunkLine[] {
  const ordered: HunkLine[] = [];
  let added: HunkLine[] = [];
  for (const line of lines) {
    if (line.kind === 'added') added.push(line);
    else {
      if (line.kind === 'context') {
        ordered.push(...added);
        added = [];
      }
      ordered.push(line);
    }
  }
  return [...ordered, ...added];
}
