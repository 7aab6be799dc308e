import type { Above } from './above';
import { inBlockComments } from './blockComments';
import { codeOnLine } from './commentMarks';
import { commentSyntaxOf } from './commentSyntax';
import { isPython, pythonCode } from './pythonCode';
import type { SideLine } from './sideLine';
import { unitTestRows } from './unitTests';

/**
 * The lines of one side of a hunk, without comments, documentation strings and the unit tests that stand among the code.
 *
 * @param above what stands above them; null where that is not known
 */
export function codeOnSide(path: string, lines: readonly string[], above: Above | null): readonly SideLine[] {
  if (isPython(path)) return pythonCode(path, lines, above);
  const syntax = commentSyntaxOf(path);
  const inside = inBlockComments(syntax, lines, above);
  const tests = unitTestRows(path, lines, above);
  return lines.map((line, row) => {
    const test = tests.get(row);
    if (test !== undefined) return { code: '', documentation: null, goesOn: test };
    const close = inside.get(row);
    if (close === undefined)
      return { code: codeOnLine(syntax, line, above === null), documentation: null, goesOn: null };
    const end = line.indexOf(close);
    return {
      code: end === -1 ? '' : codeOnLine(syntax, line.slice(end + close.length), false),
      documentation: null,
      goesOn: { closedBy: close, unread: true },
    };
  });
}
