import { changeRuns } from './changeRuns';
import { codeOnLine } from './commentMarks';
import { holdsCode } from './fileRole';
import { isLfsPointer } from './lfsPointer';
import { pathOf, type FilePatch, type Hunk, type HunkLine } from './patch';

/**
 * Whether a hunk changes more than comments, blank lines and spaces at line ends of a file that holds code: whether the model reads it.
 */
export function changesCode(file: FilePatch, hunk: Hunk): boolean {
  const path = pathOf(file);
  if (!holdsCode(path) || isLfsPointer(file)) return false;
  if (file.status === 'deleted') return true;
  const code = (side: readonly HunkLine[]) =>
    side
      .map(({ text }) => codeOnLine(path, text))
      .filter(text => text !== '')
      .join('\n');
  return changeRuns(hunk.lines).some(({ removed, added }) => code(removed) !== code(added));
}
