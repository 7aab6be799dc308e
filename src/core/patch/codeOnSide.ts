import type { Above, OpenText } from './above';
import { inBlockComments } from './blockComments';
import { codeOnLine } from './commentMarks';
import { isPython, pythonCode } from './pythonCode';
import type { SideLine } from './sideLine';
import { unitTestRows } from './unitTests';

const COMMENT: OpenText = { closedBy: '*/', unread: true };

/**
 * The lines of one side of a hunk, without comments, documentation strings and the unit tests that stand among the code.
 *
 * @param above what stands above them; null where that is not known
 */
export function codeOnSide(path: string, lines: readonly string[], above: Above | null): readonly SideLine[] {
  if (isPython(path)) return pythonCode(path, lines, above);
  const inside = inBlockComments(path, lines, above);
  const tests = unitTestRows(path, lines, above);
  return lines.map((line, row) => {
    const test = tests.get(row);
    if (test !== undefined) return { code: '', documentation: null, goesOn: test };
    return inside.has(row)
      ? { code: codeOnLine(path, line.replace(/^.*?(\*\/|$)/, '')), documentation: null, goesOn: COMMENT }
      : { code: codeOnLine(path, line), documentation: null, goesOn: null };
  });
}
