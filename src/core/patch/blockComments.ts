import type { Above } from './above';
import { hasBlockComments } from './commentMarks';

/**
 * The rows, 0-based, on which a comment in the manner of C goes on that begins on a line of its own above. Where what stands above
 * is not known, one that begins there is recognised by a line that does no more than end it, with no mark above that.
 */
export function inBlockComments(
  path: string,
  lines: readonly string[],
  above: Above | null,
): ReadonlySet<number> {
  const inside = new Set<number>();
  if (!hasBlockComments(path)) return inside;
  let open = above === null ? endsOne(lines) : above.open?.closedBy === '*/';
  for (const [row, line] of lines.entries()) {
    if (open) inside.add(row);
    open = !line.includes('*/') && (open || /^\s*\/\*/.test(line));
  }
  return inside;
}

function endsOne(lines: readonly string[]): boolean {
  const end = lines.findIndex(line => /^\s*(\*.*)?\*\/\s*$/.test(line));
  return end !== -1 && !lines.slice(0, end).some(line => line.includes('/*'));
}
