import { codeLines } from './codeLines';
import { holdsCode } from './fileRole';
import { isLfsPointer } from './lfsPointer';
import { pathOf, type FilePatch, type Patch } from './patch';
import { rewriteLines } from './rewriteLines';

/**
 * What a patch does to the code: the patch without tests and documents, and without what it does to comments, documentation strings,
 * blank lines and spaces at line ends (`codeLines`). It applies to the same base. Whoever judges this instead of the patch
 * cannot be moved by what a comment says, or by how much is tested and explained.
 *
 * Files in which nothing else changes are left out, unless that is all of them: then they stay, without a hunk. What Git LFS
 * keeps is a binary change.
 */
export function codeChange(patch: Patch): Patch {
  const files = patch.files.map(file => {
    const code = known.get(file) ?? codeOf(file);
    known.set(file, code);
    return code;
  });
  const changing = files.filter((file, i) => holdsCode(pathOf(file)) && stillChanges(file, patch.files[i]));
  return { ...patch, files: changing.length > 0 ? changing : files };
}

/** A change is read again without each of its parts, and most of its files are the same then. */
const known = new WeakMap<FilePatch, FilePatch>();

/** A mode, a name, or what is binary, has no hunk from the start. */
function stillChanges(file: FilePatch, before: FilePatch | undefined): boolean {
  return file.hunks.length > 0 || file.binary || before?.hunks.length === 0;
}

function codeOf(file: FilePatch): FilePatch {
  const path = pathOf(file);
  if (!holdsCode(path)) return { ...file, hunks: [] };
  if (isLfsPointer(file)) return { ...file, binary: true, hunks: [] };
  if (file.status === 'deleted') return file;
  return rewriteLines(file, hunk => codeLines(path, hunk));
}
