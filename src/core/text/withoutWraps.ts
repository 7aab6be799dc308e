/** So long is a line at the least that ends for lack of room, and not because something ends. */
const WRAPPED_FROM = 60;

const FENCE = /^\s*(?:```|~~~)/;

/** In Markdown a line of its own: a heading, an item, a quote, a row of a table, code. */
const BEGINS = /^(?:$|\s|#|>|\||[-*+] |\d+[.)] |```|~~~)/;

/** Nothing belongs behind it: a heading, a quote, a row of a table, code; what leads to an example; a break that is meant. */
const ENDS = /^(?:\s|#|>|\|)|(?::| {2}|\\)$/;

/** A text whose paragraphs were broken at some width, with each on one line, so that it fits any; what is code or a list stays. */
export function withoutWraps(text: string): string {
  const lines: string[] = [];
  let inCode = false;
  let wrapped = false;
  for (const line of text.split(/\r?\n/)) {
    const fence = FENCE.test(line);
    if (fence) inCode = !inCode;
    const last = lines.length - 1;
    if (wrapped && !BEGINS.test(line)) lines[last] = `${lines[last] ?? ''} ${line}`;
    else lines.push(line);
    wrapped = !inCode && !fence && line.length >= WRAPPED_FROM && !ENDS.test(line);
  }
  return lines.join('\n');
}
