import type { Above } from './above';
import { codeOnLine } from './commentMarks';
import type { CommentSyntax } from './commentSyntax';
import { isBlankOrComment, isHead } from './pythonStatement';

/** A string of Python. Rows are 0-based and inclusive; −1 where it begins above the lines. */
export interface PythonString {
  readonly first: number;
  readonly last: number;
  /** What stands before it on its first line, and behind it on its last. */
  readonly before: string;
  readonly behind: string;
  /** Three quotation marks, or nothing where there is but one. */
  readonly quote: string;
  readonly closed: boolean;
}

/** A comment, a string in three quotation marks or one in a single one; each ends with the text where nothing else ends it. */
const lexeme = /#[^\n]*|("""|''')[^]*?(?:\1|$)|"(?:\\[^]|[^"\\\n])*"?|'(?:\\[^]|[^'\\\n])*'?/g;

/**
 * The strings on some lines, in their order. Where what stands above is not known, that one begins there is told by what follows from it being
 * otherwise: strings that begin where none can.
 *
 * @param above what stands above the lines; null where that is not known
 */
export function pythonStrings(
  syntax: CommentSyntax,
  lines: readonly string[],
  above: Above | null,
): readonly PythonString[] {
  if (above) return strings(lines, above.open?.closedBy ?? '');
  const known = strings(lines, '');
  const first = known.find(({ quote }) => quote !== '');
  const fit = (all: readonly PythonString[]) =>
    all.every(
      string =>
        string.quote === '' || (string.first === -1 ? mayEnd(string) : mayBegin(syntax, lines, string)),
    );
  if (!first || fit(known)) return known;
  const begun = strings(lines, first.quote);
  return fit(begun) ? begun : known;
}

/** @param begun the quotation marks of a string that begins above */
function strings(lines: readonly string[], begun: string): readonly PythonString[] {
  const found: PythonString[] = [];
  let [row, start, ends] = [0, begun.length, begun.length + (lines[0]?.length ?? 0)];
  const goTo = (offset: number) => {
    while (offset > ends && row + 1 < lines.length) {
      start = ends + 1;
      row++;
      ends = start + (lines[row]?.length ?? 0);
    }
  };
  for (const { 0: string, 1: quote = '', index } of (begun + lines.join('\n')).matchAll(lexeme)) {
    if (string.startsWith('#')) continue;
    goTo(index);
    const begins =
      index < begun.length ? null : { first: row, before: (lines[row] ?? '').slice(0, index - start) };
    goTo(index + string.length);
    found.push({
      ...(begins ?? { first: -1, before: '' }),
      last: row,
      behind: (lines[row] ?? '').slice(index + string.length - start),
      quote,
      closed: quote === '' || (string.length >= 2 * quote.length && string.endsWith(quote)),
    });
  }
  return found;
}

function mayEnd({ behind }: PythonString): boolean {
  return /^\s*([).,%\]}:#].*)?$/.test(behind);
}

function mayBegin(
  syntax: CommentSyntax,
  lines: readonly string[],
  { first, before, quote }: PythonString,
): boolean {
  if (!hasOnlyPrefix(before))
    return /([([{,=+%:<>]|\b(and|assert|await|else|if|in|is|not|or|print|raise|return|yield))\s*[rubf]{0,2}$/i.test(
      before,
    );
  const own = (lines[first] ?? '').slice(before.length + quote.length);
  if (!isBlankOrComment(own)) return !/^\s*[).,%\]}:]/.test(own);
  let row = first - 1;
  while (row >= 0 && codeOnLine(syntax, lines[row] ?? '') === '') row--;
  const above = codeOnLine(syntax, lines[row] ?? '');
  return isHead(above) || /[([{,=+%\\]$/.test(above);
}

function hasOnlyPrefix(before: string): boolean {
  return /^\s*[rubf]{0,2}$/i.test(before);
}
