/** Text on one line that Markdown, HTML and a terminal leave as it is. */
export function escaped(text: string): string {
  return onOneLine(text)
    .trim()
    .replace(/[\\`*_{}[\]()#+|~!<>&@-]/g, '\\$&');
}

/** A code span in a table cell; a path may hold backticks and bars. */
export function code(text: string): string {
  const plain = onOneLine(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `\`${plain}\`` : `${fence} ${plain} ${fence}`;
}

/** Without control characters: what is copied, or printed, may end in a terminal. */
function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\p{Cc}/gu, '\ufffd');
}
