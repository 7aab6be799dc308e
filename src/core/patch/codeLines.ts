import { diffArrays } from 'diff';
import { changeRuns, type ChangeRun } from './changeRuns';
import { isSameOpen } from './above';
import { codeOnSide } from './codeOnSide';
import { codeOnLine } from './commentMarks';
import { commentSyntaxOf } from './commentSyntax';
import type { Hunk, HunkLine } from './patch';
import { aboveSide, readHunk, type ReadLine } from './readHunk';

/**
 * Most insertions and deletions that are searched for the lines that two sides have in common; beyond it they have none. A count,
 * not a clock: the same patch must always be read alike.
 */
const MAX_EDITS = 1_000;

/**
 * The lines of a hunk without what it does to comments, documentation strings, blank lines and spaces at line ends: those that it adds are gone,
 * those that it removes stay, and a line that has the same code as before is context, as it was before. They hold the same base.
 *
 * Where that would leave half a string or half a comment, only what is wholly added is left out.
 */
export function codeLines(path: string, hunk: Hunk): HunkLine[] {
  const read = readHunk(path, hunk);
  const whole = keepCode(read);
  const kept = staysWhole(path, whole, hunk) ? whole : keepCode(readCautiously(path, read));
  return kept.map(({ line }) => line);
}

function readCautiously(path: string, lines: readonly ReadLine[]): readonly ReadLine[] {
  const syntax = commentSyntaxOf(path);
  const shared = new Set(lines.filter(({ kind }) => kind === 'context').map(line => line.documentation));
  return lines.map(read => {
    const { kind, line, documentation, goesOn } = read;
    if (kind === 'removed' || (documentation !== null && shared.has(documentation)))
      return { ...read, code: line.text.trimEnd(), documentation: null };
    const unread = documentation === null && (read.code === '' || goesOn?.unread === true);
    return unread ? { ...read, code: codeOnLine(syntax, line.text) } : read;
  });
}

type KeptLine = Pick<ReadLine, 'line' | 'goesOn' | 'documentation'>;

function staysWhole(path: string, kept: readonly KeptLine[], hunk: Hunk): boolean {
  const side = kept.filter(({ line }) => line.kind !== 'removed');
  const read = codeOnSide(
    path,
    side.map(({ line }) => line.text),
    aboveSide(hunk, hunk.newStart),
  );
  return side.every(({ goesOn, documentation }, i) => {
    const again = read[i];
    return (
      again !== undefined &&
      isSameOpen(again.goesOn, goesOn) &&
      (again.documentation === null) === (documentation === null)
    );
  });
}

function keepCode(lines: readonly ReadLine[]): KeptLine[] {
  const gone = new Set<HunkLine>();
  return changeRuns(lines).flatMap(run => [...run.context, ...codeOf(run, gone)]);
}

/** Lines that stay or go together: one of code, one without any, or what a run holds of one documentation string. */
interface Piece {
  readonly lines: readonly ReadLine[];
  /** What is compared; empty where there is nothing to read. */
  readonly code: string;
}

function piecesOf(lines: readonly ReadLine[]): readonly Piece[] {
  const pieces: { lines: ReadLine[]; code: string }[] = [];
  for (const line of lines) {
    const last = pieces.at(-1);
    if (line.documentation !== null && last?.lines[0]?.documentation === line.documentation)
      last.lines.push(line);
    else pieces.push({ lines: [line], code: line.code });
  }
  return pieces;
}

function codeOf(run: ChangeRun<ReadLine>, gone: Set<HunkLine>): KeptLine[] {
  const removed = piecesOf(run.removed);
  const made = piecesOf(run.added).filter(({ code }) => code !== '');
  const same = inCommon(removed, made);
  const kept: KeptLine[] = [];
  let next = 0;
  for (const [i, piece] of removed.entries()) {
    const j = same.get(i);
    kept.push(...made.slice(next, j ?? next).flatMap(added));
    next = j ?? next;
    const unread = isDocumentation(piece)
      ? !piece.lines.some(({ head }) => head && gone.has(head))
      : piece.code === '';
    // Nothing can follow a line without an end, so such a one has to go where something follows.
    const ends = piece.lines.some(({ line }) => line.noNewline);
    const stays = (j !== undefined || unread) && !(ends && made.length > (j === undefined ? next : j + 1));
    if (stays && j !== undefined) next = j + 1;
    for (const { line, goesOn, documentation } of piece.lines) {
      if (!stays) gone.add(line);
      kept.push({ line: stays ? { ...line, kind: 'context' } : line, goesOn, documentation });
    }
  }
  return [...kept, ...made.slice(next).flatMap(added)];
}

function isDocumentation({ lines }: Piece): boolean {
  return (lines[0]?.documentation ?? null) !== null;
}

function added(piece: Piece): KeptLine[] {
  const [first] = piece.lines;
  if (!first) return [];
  return [{ line: { ...first.line, text: piece.code }, goesOn: first.goesOn, documentation: null }];
}

/** By the place of a removed piece that of the added one with the same code; both ascend. */
function inCommon(removed: readonly Piece[], made: readonly Piece[]): ReadonlyMap<number, number> {
  const code = [...removed.entries()].filter(([, piece]) => piece.code !== '');
  const after = made.map(piece => piece.code);
  const known = new Set(after);
  if (!code.some(([, piece]) => known.has(piece.code))) return new Map();
  const before = code.map(([, piece]) => piece.code);
  const places = new Map<number, number>();
  let [i, j] = [0, 0];
  for (const part of diffArrays(before, after, { maxEditLength: MAX_EDITS }) ?? []) {
    if (!part.added && !part.removed)
      for (let k = 0; k < part.value.length; k++) places.set(code[i + k]?.[0] ?? 0, j + k);
    if (!part.added) i += part.value.length;
    if (!part.removed) j += part.value.length;
  }
  return places;
}
