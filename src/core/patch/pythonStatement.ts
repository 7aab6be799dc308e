/** Whether a line of code ends a statement or the head of a block, as far as the line itself tells. */
export function endsStatement(line: string): boolean {
  if (line.endsWith(':')) return isHead(line);
  return !/([([{,=+*/%|&^~<>.@\\"'`-]|\b(and|as|assert|await|del|else|from|if|import|in|is|lambda|not|or|raise|return|yield))$/.test(
    line,
  );
}

/** Whether a line of code is the last of a head: `def f():`, `else:`, or the end of a longer one. */
export function isHead(line: string): boolean {
  return /^\s*((async|case|class|def|elif|except|for|if|match|while|with)\s.*|(else|except|finally|try)\s*|[)\]}].*):$/.test(
    line,
  );
}

/** Whether nothing but a comment, or nothing at all, is left of a line. */
export function isBlankOrComment(text: string): boolean {
  return /^\s*(#.*)?$/.test(text);
}
