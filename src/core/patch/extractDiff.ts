/** The start or the end of a fenced block of Markdown. */
const FENCE = /^([ \t]{0,12})(`{3,40}|~{3,40})[^`]*$/;

/**
 * The diff in a text that people or models wrote around one: of Markdown, the fenced blocks that hold one, one after
 * the other; else the text from where the diff begins. Null when there is none.
 */
export function extractDiff(text: string): string | null {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const blocks = fencedBlocks(lines).flatMap(block => fromDiffStart(block) ?? []);
  if (blocks.length > 0) return `${blocks.flat().join('\n')}\n`;
  return fromDiffStart(lines)?.join('\n') ?? null;
}

/** The lines inside each fence, without its indentation. A fence that is never closed ends with the text. */
function fencedBlocks(lines: readonly string[]): readonly (readonly string[])[] {
  const blocks: string[][] = [];
  let open: { readonly indent: string; readonly fence: string; readonly lines: string[] } | null = null;
  for (const line of lines) {
    const [, indent = '', fence] = FENCE.exec(line) ?? [];
    if (open === null) {
      if (fence === undefined) continue;
      open = { indent, fence, lines: [] };
      blocks.push(open.lines);
    } else if (
      fence?.startsWith(open.fence) === true &&
      line.trim() === fence &&
      // A fence that is a context line of the diff stands one space further in.
      indent.length <= open.indent.length
    ) {
      open = null;
    } else {
      open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
    }
  }
  return blocks;
}

/** The lines from the first that only a diff has; null when there is none. */
function fromDiffStart(lines: readonly string[]): readonly string[] | null {
  const start = lines.findIndex(
    (line, i) =>
      line.startsWith('diff --git ') ||
      line.startsWith('Index: ') ||
      (/^--- \S/.test(line) && /^\+\+\+ \S/.test(lines[i + 1] ?? '')),
  );
  return start === -1 ? null : lines.slice(start);
}
