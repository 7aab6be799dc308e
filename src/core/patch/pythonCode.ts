import type { Above, OpenText } from './above';
import { codeOnLine } from './commentMarks';
import { commentSyntaxOf } from './commentSyntax';
import { endsStatement, isBlankOrComment, isHead } from './pythonStatement';
import { pythonStrings, type PythonString } from './pythonStrings';
import type { Documentation, SideLine } from './sideLine';

export function isPython(path: string): boolean {
  return /\.(pyi?|pyx)$/i.test(path);
}

/**
 * See `codeOnSide`. A string stands for itself where a statement could: at the start of the file, below the head of a block, or below
 * a line that ends a statement.
 */
export function pythonCode(path: string, lines: readonly string[], above: Above | null): readonly SideLine[] {
  const syntax = commentSyntaxOf(path);
  const code = lines.map(line => codeOnLine(syntax, line));
  const goesOn = lines.map((): OpenText | null => null);
  const alone: (PythonString & { readonly head: number })[] = [];
  const below = nextCode(code);
  let [head, row] = [-1, 0];
  for (const string of pythonStrings(syntax, lines, above)) {
    const { first, last } = string;
    for (; row < first; row++) if (code[row] !== '') head = row;
    const unread =
      first === -1
        ? above?.open?.unread === true && isBlankOrComment(string.behind)
        : standsForItself(lines[first] ?? '', string, code[head] ?? above?.code ?? null, above !== null) &&
          !isDeeper(below[last], indentOf(lines[first]));
    if (unread) alone.push({ ...string, head });
    const open: OpenText = { closedBy: string.quote, unread };
    for (let at = Math.max(first, 0); at <= last; at++) {
      if (at > first) goesOn[at] = open;
      if (unread) code[at] = '';
      else if (at > first) code[at] = (lines[at] ?? '').trimEnd();
    }
  }
  const left = nextCode(code);
  const documentation = new Map<number, Documentation>();
  for (const { first, last, head, closed } of alone) {
    const indent = indentOf(lines[first]);
    if (
      first !== -1 &&
      closed &&
      code[head]?.endsWith(':') === true &&
      left[last]?.startsWith(indent) !== true
    )
      code[first] = `${indent}pass`;
    const whole = { head };
    for (let at = first; at <= last; at++) documentation.set(at, whole);
  }
  return code.map((text, row) => ({
    code: text,
    documentation: documentation.get(row) ?? null,
    goesOn: goesOn[row] ?? null,
  }));
}

/** For each row the next line below with code. */
function nextCode(code: readonly string[]): readonly (string | undefined)[] {
  let next: string | undefined;
  return code
    .toReversed()
    .map(text => {
      const below = next;
      if (text !== '') next = text;
      return below;
    })
    .toReversed();
}

function indentOf(line = ''): string {
  return /^\s*/.exec(line)?.[0] ?? '';
}

function isDeeper(line: string | undefined, indent: string): boolean {
  return line?.startsWith(indent) === true && /^\s/.test(line.slice(indent.length));
}

/**
 * @param above the code above it: empty at the start of the file, null where that is not known
 * @param isCertain whether it is known to begin here
 */
function standsForItself(
  line: string,
  { before, behind, quote }: PythonString,
  above: string | null,
  isCertain: boolean,
): boolean {
  const byItself = /^\s*[rub]{0,2}$/i.test(before) && isBlankOrComment(behind);
  if (!byItself || above === null) return false;
  if (above === '' || isHead(above)) return true;
  // Quotation marks alone on a line might as well end a string that begins above.
  const mayEnd = !isCertain && quote !== '' && isBlankOrComment(line.slice(before.length + quote.length));
  return !mayEnd && endsStatement(above);
}
