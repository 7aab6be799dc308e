/** Extensions whose comments start with `#`, on a line of their own or behind code. */
const hashBehindCode = /\.(pyi?|pyx|rb|sh|bash|zsh|ya?ml|toml|r|jl|ex|exs|nix|tf|cmake)$/i;
/** Files of which only a line of its own is a comment; a `#` behind a value is a part of it. */
const hashOnItsOwn = /\.(cfg|conf|properties|pl)$|(^|\/)(Makefile|Dockerfile|\.[^/]+)$/i;
/** Extensions whose comments are those of C: to the end of the line, or in a block whose lines start with a star. */
const slashes =
  /\.([cm]?[jt]sx?|java|go|rs|c|h|cc|cpp|cxx|hh|hpp|cs|php|kt|kts|scala|swift|dart|groovy|gradle|proto|vue|svelte|s?css|less)$/i;

/** Whether comments of several lines are written as in C. */
export function hasBlockComments(path: string): boolean {
  return slashes.test(path);
}

/**
 * Whether a line holds nothing but a comment, or nothing at all. Of a file whose comments are not known only
 * blank lines count.
 */
export function isCommentOrBlank(path: string, line: string): boolean {
  const text = line.trim();
  if (text === '') return true;
  if (hashBehindCode.test(path) || hashOnItsOwn.test(path))
    return text.startsWith('#') && !text.startsWith('#!');
  if (slashes.test(path)) return /^(\/\/|\/\*.*\*\/$|\/\*[^/]*$|\*\/$|\*(\s|$))/.test(text);
  return false;
}

/**
 * The code on a line: without a comment at its end and the spaces before that; empty where the line holds no code.
 *
 * The line is read by itself. A quotation mark that stays open is taken for the start of a string that goes on, so that what
 * follows is kept.
 */
export function codeOnLine(path: string, line: string): string {
  if (isCommentOrBlank(path, line)) return '';
  // Most lines hold no such sign, and to look for one takes less than to read quotation marks.
  if (!/[#/]/.test(line)) return line.trimEnd();
  const begins = hashBehindCode.test(path) ? hashComment : slashes.test(path) ? slashComment : null;
  const start = begins === null ? -1 : commentStart(line, begins);
  return (start === -1 ? line : line.slice(0, start)).trimEnd();
}

/** Whether a comment that goes on to the end of the line begins at a place outside of strings. */
type BeginsComment = (line: string, at: number) => boolean;

/** A shell and YAML want a space before the mark, and all who write for people set one. */
const hashComment: BeginsComment = (line, at) => line[at] === '#' && /\s/.test(line[at - 1] ?? '');
/** In an address, as in the text of a web page, a colon comes before two slashes. */
const slashComment: BeginsComment = (line, at) =>
  line[at] === '/' &&
  /[\s;,{})\]]/.test(line[at - 1] ?? '') &&
  (line[at + 1] === '/' ||
    (line[at + 1] === '*' && line.indexOf('*/', at + 2) === line.trimEnd().length - 2));

function commentStart(line: string, begins: BeginsComment): number {
  let quote: string | null = null;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === '\\') at++;
    else if (quote !== null) quote = character === quote ? null : quote;
    else if (/["'`]/.test(character)) quote = character;
    else if (begins(line, at)) return at;
  }
  return -1;
}
