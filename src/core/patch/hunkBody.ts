import type { HunkLine } from './patch';

/** The lines of one hunk as they were read, with the counts they really have. */
interface HunkBody {
  readonly lines: readonly HunkLine[];
  readonly oldLines: number;
  readonly newLines: number;
  /** Index of the first line after the hunk. */
  readonly end: number;
}

const KINDS: Readonly<Record<string, HunkLine['kind']>> = { ' ': 'context', '+': 'added', '-': 'removed' };

/**
 * Reads the body of a hunk. The declared counts are followed while they make sense, because only they tell a
 * removed line that reads `-- a/x` from the header of the next file. Where they do not, the lines decide: people
 * and models edit patches by hand and leave the counts behind.
 *
 * @param start index of the line after the `@@` line
 */
export function readHunkBody(
  lines: readonly string[],
  start: number,
  declaredOld: number,
  declaredNew: number,
): HunkBody {
  const body: HunkLine[] = [];
  let oldLeft = declaredOld;
  let newLeft = declaredNew;
  /** Length of `body` up to its last line with a mark of its own. */
  let marked = 0;
  let i = start;

  while (i < lines.length) {
    const line = lines[i] ?? '';
    if (line.startsWith('\\')) {
      const last = body.pop();
      if (last !== undefined) body.push({ ...last, noNewline: true });
      i++;
      continue;
    }
    const unmarked = isUnmarked(line);
    const kind = unmarked ? 'context' : KINDS[line.charAt(0)];
    if (kind === undefined) break;

    const overfull = oldLeft < 0 || newLeft < 0;
    if (oldLeft <= 0 && newLeft <= 0) {
      if (unmarked) {
        const next = endOfUnmarked(lines, i);
        if (!overfull || !continuesAt(lines, next)) break;
        // Between marked lines: an editor stripped the space of empty context lines.
        for (; i < next; i++) body.push({ kind, text: lines[i] ?? '', noNewline: false });
        continue;
      }
      if (!continuesAt(lines, i)) break;
    } else if (isFileHeader(lines, i) && !countsExpectHeaderLikePair(lines, i, oldLeft, newLeft)) {
      break;
    }

    if (kind !== 'added') oldLeft--;
    if (kind !== 'removed') newLeft--;
    body.push({ kind, text: unmarked ? line : line.slice(1), noNewline: false });
    if (!unmarked) marked = body.length;
    i++;
  }

  // Empty lines at the end of a hunk with wrong counts are the gap before whatever follows, not context.
  if (oldLeft !== 0 || newLeft !== 0) body.length = marked;
  return {
    lines: body,
    oldLines: body.filter(line => line.kind !== 'added').length,
    newLines: body.filter(line => line.kind !== 'removed').length,
    end: i,
  };
}

/** Whether a `---` line followed by a `+++` line stands at `i`. */
export function isFileHeader(lines: readonly string[], i: number): boolean {
  return /^---\s+\S/.test(lines[i] ?? '') && /^\+\+\+\s+\S/.test(lines[i + 1] ?? '');
}

/** Whether a line past the declared counts still belongs to the hunk. */
function continuesAt(lines: readonly string[], i: number): boolean {
  const line = lines[i] ?? '';
  // `-- ` opens the signature of a mailed patch.
  return KINDS[line.charAt(0)] !== undefined && line !== '-- ' && line !== '--' && !isFileHeader(lines, i);
}

/** Whether a removed `-- x` and an added `++ y` at `i` are what the counts still wait for. */
function countsExpectHeaderLikePair(
  lines: readonly string[],
  i: number,
  oldLeft: number,
  newLeft: number,
): boolean {
  if (oldLeft < 1 || newLeft < 1) return false;
  const closesHunk = (lines[i + 2] ?? '').startsWith('@@ ');
  return !closesHunk || (oldLeft === 1 && newLeft === 1);
}

function endOfUnmarked(lines: readonly string[], start: number): number {
  let i = start;
  while (i < lines.length && isUnmarked(lines[i] ?? '')) i++;
  return i;
}

function isUnmarked(line: string): boolean {
  return line === '' || line === '\r';
}
