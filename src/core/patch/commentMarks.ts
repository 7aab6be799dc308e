import type { CommentSyntax } from './commentSyntax';

/**
 * The code on a line: without a comment at its end and the spaces before that; empty where the line holds no code. Of a file whose
 * comments are not known only blank lines hold none.
 *
 * The line is read by itself. A quotation mark that stays open is taken for the start of a string that goes on, so that what
 * follows is kept.
 *
 * @param mayGoOn whether a comment may go on here that begins above, in a hunk or over it: then a star begins one of its lines
 */
export function codeOnLine(syntax: CommentSyntax, line: string, mayGoOn = true): string {
  const text = line.trim();
  if (text === '' || isComment(text, syntax) || (mayGoOn && goesOnLikeC(text, syntax))) return '';
  const start = commentStart(line, syntax);
  return (start === -1 ? line : line.slice(0, start)).trimEnd();
}

function isComment(text: string, { line, blocks }: CommentSyntax): boolean {
  for (const { open, close } of blocks) {
    const opening = open.exec(text);
    if (opening?.index !== 0) continue;
    const end = text.indexOf(close, opening[0].length);
    return end === -1 || end === text.length - close.length;
  }
  return line.test(text);
}

/** A line within a comment of several lines that is written as in C, or one that ends it. */
function goesOnLikeC(text: string, { behind, blocks }: CommentSyntax): boolean {
  return behind === '//' && blocks.some(({ close }) => close === '*/') && /^\*(\/$|\s|$)/.test(text);
}

/** Where a comment begins that goes on to the end of the line; -1 where there is none. */
function commentStart(line: string, { behind, blocks }: CommentSyntax): number {
  const isLikeC = blocks.some(({ close }) => close === '*/');
  if (behind === null && !isLikeC) return -1;
  // Most lines hold no such sign, and to look for one takes less than to read quotation marks.
  if (!(behind !== null && line.includes(behind)) && !(isLikeC && line.includes('/*'))) return -1;
  let quote: string | null = null;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === '\\') at++;
    else if (quote !== null) quote = character === quote ? null : quote;
    else if (/["'`]/.test(character)) quote = character;
    else if (behind !== null && line.startsWith(behind, at) && mayFollow(behind, line, at)) return at;
    else if (isLikeC && endsWithBlock(line, at)) return at;
  }
  return -1;
}

/** Whether a mark begins a comment at a place outside of strings. */
function mayFollow(behind: string, line: string, at: number): boolean {
  const before = line[at - 1] ?? '';
  switch (behind) {
    // In an address, as in the text of a web page, a colon comes before two slashes.
    case '//':
      return mayStandBefore.test(before);
    // An arrow such as `-->` is an operator.
    case '--':
      return /\s/.test(before) && /^[\s\w]?$/.test(line[at + 2] ?? '');
    // A shell and YAML want a space before the mark, and all who write for people set one.
    default:
      return /\s/.test(before);
  }
}

const mayStandBefore = /[\s;,{})\]]/;

function endsWithBlock(line: string, at: number): boolean {
  return (
    line.startsWith('/*', at) &&
    mayStandBefore.test(line[at - 1] ?? '') &&
    line.indexOf('*/', at + 2) === line.trimEnd().length - 2
  );
}
