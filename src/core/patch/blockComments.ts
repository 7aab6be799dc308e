import type { Above } from './above';
import type { CommentSyntax } from './commentSyntax';

/**
 * The rows, 0-based, on which a comment of several lines goes on that begins on a line of its own above, with what closes it. Where
 * what stands above the lines is not known, one that begins there is recognised by a line that does no more than end it, with
 * none that begins above that.
 */
export function inBlockComments(
  { blocks }: CommentSyntax,
  lines: readonly string[],
  above: Above | null,
): ReadonlyMap<number, string> {
  const inside = new Map<number, string>();
  if (blocks.length === 0) return inside;
  let open = above === null ? closeOfUnseen(blocks, lines) : (above.open?.closedBy ?? null);
  if (!blocks.some(({ close }) => close === open)) open = null;
  for (const [row, line] of lines.entries()) {
    if (open === null) open = closeOfOpened(blocks, line.trimStart());
    else {
      inside.set(row, open);
      if (line.includes(open)) open = null;
    }
  }
  return inside;
}

/** What closes the block that begins on a line and goes on below it. */
function closeOfOpened(blocks: CommentSyntax['blocks'], text: string): string | null {
  for (const { open, close } of blocks) {
    const opening = open.exec(text);
    if (opening?.index === 0 && !text.includes(close, opening[0].length)) return close;
  }
  return null;
}

function closeOfUnseen(blocks: CommentSyntax['blocks'], lines: readonly string[]): string | null {
  const texts = lines.map(line => line.trim());
  for (const { open, close, knownByEnd } of blocks) {
    if (!knownByEnd) continue;
    const end = texts.findIndex(text => text.endsWith(close) && endsUnseen(text, close));
    if (end !== -1 && !texts.slice(0, end).some(text => open.test(text))) return close;
  }
  return null;
}

function endsUnseen(text: string, close: string): boolean {
  return text === close || (close === '*/' && text.startsWith('*'));
}
