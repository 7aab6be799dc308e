import { inBlockComments } from './blockComments';
import { codeOnLine } from './commentMarks';
import { isPython, pythonCode } from './pythonCode';
import type { SideLine } from './sideLine';

/**
 * The lines of one side of a hunk, without comments.
 *
 * @param beginsFile whether the first line is the first of its file
 */
export function codeOnSide(path: string, lines: readonly string[], beginsFile: boolean): readonly SideLine[] {
  if (isPython(path)) return pythonCode(path, lines, beginsFile);
  const inside = inBlockComments(path, lines);
  return lines.map((line, row) =>
    inside.has(row)
      ? { code: codeOnLine(path, line.replace(/^.*?(\*\/|$)/, '')), documentation: null, goesOn: 'text' }
      : { code: codeOnLine(path, line), documentation: null, goesOn: null },
  );
}
