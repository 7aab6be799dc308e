import { isCommentOrBlank } from './commentMarks';
import { holdsCode } from './fileRole';
import { isLfsPointer } from './lfsPointer';
import { changedLines, pathOf, type FilePatch, type Hunk } from './patch';

/** Whether a hunk changes more than comments and blank lines of a file that holds code: whether the model reads it. */
export function changesCode(file: FilePatch, hunk: Hunk): boolean {
  const path = pathOf(file);
  return (
    holdsCode(path) &&
    !isLfsPointer(file) &&
    changedLines(hunk).some(({ text }) => file.status === 'deleted' || !isCommentOrBlank(path, text))
  );
}
