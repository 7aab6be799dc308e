import { isCommentOrBlank } from './commentMarks';
import { isLfsPointer } from './lfsPointer';
import { pathOf, type FilePatch, type Patch } from './patch';
import { rewriteLines } from './rewriteLines';

/**
 * What a patch does to the code: the patch without the comments, blank lines and spaces at line ends that it adds, and with
 * those it removes left in place. It applies to the same base. Whoever judges this instead of the patch cannot be moved by
 * what a comment says.
 *
 * Files in which nothing else changes are left out, unless that is all of them: then they stay, without a hunk. What Git LFS
 * keeps is a binary change.
 */
export function codeChange(patch: Patch): Patch {
  const files = patch.files.map(codeOf);
  const changing = files.filter(
    (file, i) => file.hunks.length > 0 || file.binary || patch.files[i]?.hunks.length === 0,
  );
  return { ...patch, files: changing.length > 0 ? changing : files };
}

function codeOf(file: FilePatch): FilePatch {
  if (isLfsPointer(file)) return { ...file, binary: true, hunks: [] };
  if (file.status === 'deleted') return file;
  const path = pathOf(file);
  return rewriteLines(file, hunk =>
    hunk.lines.flatMap(line => {
      if (line.kind === 'context') return [line];
      if (isCommentOrBlank(path, line.text)) {
        if (line.kind === 'added') return [];
        // Nothing can follow a line without an end, so such a one has to go where something follows.
        if (!line.noNewline) return [{ ...line, kind: 'context' as const }];
      }
      return [line.kind === 'added' ? { ...line, text: line.text.trimEnd() } : line];
    }),
  );
}
