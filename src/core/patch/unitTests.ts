import type { Above, OpenText } from './above';
import { codeOnLine } from './commentMarks';
import { commentSyntaxOf } from './commentSyntax';

/** `#[cfg(test)]`, `#[cfg(all(test, unix))]`, and an item that follows on the same line. */
const attribute = /^(\s*)#\[cfg\(\s*(?:test|all\(\s*(?:[^()]*,\s*)?test\s*(?:,.*)?\))\s*,?\s*\)\]\s*(.*)$/;
const otherAttribute = /^\s*#\[.*\]$/;
/** The head of an item with a block; that of a function may go on below. */
const opensBlock = /(\{|\bfn\b.*\()$/;
const endsItem = /[;}]$/;
/** A comment, a character or a string, which may go on below (second and third group); a raw one with its number signs. */
const literal =
  /\/\/.*|\/\*.*?\*\/|'(?:\\.[^']*|[^'\\])'|\b[bc]?r(#*)"(?:.*?"\1|(.*))|"(?:(?:[^"\\]|\\.)*"|(.*))/g;

/** Whether unit tests stand among the code of the file's language. */
export function hasUnitTests(path: string): boolean {
  return /\.rs$/i.test(path);
}

/**
 * The rows, 0-based, of the unit tests that Rust has in the file they test, with what begins above and goes on there: what
 * `#[cfg(test)]` stands before is no part of the program (The Rust Programming Language, 11.3). It ends as rustfmt writes it,
 * with a line that begins with a brace as far in as its head.
 *
 * @param above what stands above the lines; null where that is not known
 */
export function unitTestRows(
  path: string,
  lines: readonly string[],
  above: Above | null,
): ReadonlyMap<number, OpenText | null> {
  const rows = new Map<number, OpenText | null>();
  if (!hasUnitTests(path)) return rows;
  const syntax = commentSyntaxOf(path);
  let open = above?.open ?? null;
  if (!isUnitTest(open)) open = null;
  let string = '';
  let head: { readonly indent: string; readonly rows: number[] } | null = null;
  for (const [row, line] of lines.entries()) {
    if (open !== null) {
      rows.set(row, open);
      if (string === '' && line.startsWith(open.closedBy)) open = null;
      else string = stringBelow(line, string);
      continue;
    }
    const [, indent, behind = ''] = attribute.exec(line) ?? [];
    if (indent !== undefined) head = { indent, rows: [] };
    if (head === null) continue;
    head.rows.push(row);
    const item = codeOnLine(syntax, indent === undefined ? line : behind);
    if (item === '' || otherAttribute.test(item)) continue;
    if (opensBlock.test(item) || endsItem.test(item)) for (const at of head.rows) rows.set(at, null);
    if (opensBlock.test(item)) open = { closedBy: `${head.indent}}`, unread: true };
    head = null;
  }
  return rows;
}

/**
 * How the string began that goes on below a line; empty where none does.
 *
 * @param above the same of the line above
 */
function stringBelow(line: string, above: string): string {
  for (const [, signs, raw, plain] of (above + line).matchAll(literal)) {
    if (raw !== undefined) return `r${signs}"`;
    if (plain !== undefined) return '"';
  }
  return '';
}

/** Whether what goes on is a unit test, and not a comment or a string. */
export function isUnitTest(open: OpenText | null): boolean {
  return open?.closedBy.endsWith('}') ?? false;
}
