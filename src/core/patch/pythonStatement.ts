/** Whether a line of code ends a statement or the head of a block, as far as the line itself tells. */
export function endsStatement(line: string): boolean {
  if (line.endsWith(':')) return isHead(line);
  return !/([([{,=+*/%|&^~<>.@\\"'`-]|\b(and|as|assert|await|del|else|from|if|import|in|is|lambda|not|or|raise|return|yield))$/.test(
    line,
  );
}

/** Whether a line of code is the last of a head: `def f():`, `else:`, or the end of a longer one, `b=None):`. */
export function isHead(line: string): boolean {
  if (!line.endsWith(':')) return false;
  const isWhole =
    /^\s*((async|case|class|def|elif|except|for|if|match|while|with)\s.*|(else|except|finally|try)\s*):$/;
  return isWhole.test(line) || closesMore(line);
}

/** Whether a line closes a bracket that is opened above. */
function closesMore(line: string): boolean {
  const bare = line.replace(/'[^']*'|"[^"]*"/g, '');
  return bare.replace(/[^)\]}]/g, '').length > bare.replace(/[^([{]/g, '').length;
}

/** Whether nothing but a comment, or nothing at all, is left of a line. */
export function isBlankOrComment(text: string): boolean {
  return /^\s*(#.*)?$/.test(text);
}
