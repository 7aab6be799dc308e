import { changeRuns } from './changeRuns';
import { holdsCode } from './fileRole';
import { isLfsPointer } from './lfsPointer';
import { pathOf, type FilePatch, type Hunk } from './patch';
import { readHunk, type ReadLine } from './readHunk';
import { hasUnitTests, isUnitTest } from './unitTests';

/**
 * Whether a hunk changes more than comments, documentation strings, tests, blank lines and spaces at line ends of a file that holds code:
 * whether the model reads it.
 */
export function changesCode(file: FilePatch, hunk: Hunk): boolean {
  const path = pathOf(file);
  if (!holdsCode(path) || isLfsPointer(file)) return false;
  if (file.status === 'deleted') return true;
  const code = (side: readonly ReadLine[]) => side.flatMap(line => line.code || []).join('\n');
  return changeRuns(readHunk(path, hunk)).some(({ removed, added }) => code(removed) !== code(added));
}

/** Whether a file that holds code changes in the unit tests that stand in it. */
export function changesUnitTests(file: FilePatch): boolean {
  const path = pathOf(file);
  if (!hasUnitTests(path)) return false;
  return file.hunks.some(hunk =>
    readHunk(path, hunk).some(({ kind, goesOn }) => kind !== 'context' && isUnitTest(goesOn)),
  );
}
