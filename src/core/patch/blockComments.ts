import { hasBlockComments } from './commentMarks';

/**
 * The rows, 0-based, on which a comment in the manner of C goes on that begins on a line of its own above. One that begins above the
 * first line is recognised by a line that does no more than end it, with no mark above that.
 */
export function inBlockComments(path: string, lines: readonly string[]): ReadonlySet<number> {
  const inside = new Set<number>();
  if (!hasBlockComments(path)) return inside;
  const end = lines.findIndex(line => /^\s*(\*.*)?\*\/\s*$/.test(line));
  let open = end !== -1 && !lines.slice(0, end).some(line => line.includes('/*'));
  for (const [row, line] of lines.entries()) {
    if (open) inside.add(row);
    open = !line.includes('*/') && (open || /^\s*\/\*/.test(line));
  }
  return inside;
}
