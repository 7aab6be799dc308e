import { FILE_START, type Above } from './above';
import { codeOnSide } from './codeOnSide';
import type { Hunk, HunkLine } from './patch';
import type { SideLine } from './sideLine';

/** A line of a hunk with what it is read as: a removed one on the old side, all others on the new one. */
export interface ReadLine extends SideLine {
  readonly kind: HunkLine['kind'];
  readonly line: HunkLine;
  /** Of documentation the line of code below which it stands, if that is in the hunk. */
  readonly head: HunkLine | null;
}

export function readHunk(path: string, hunk: Hunk): readonly ReadLine[] {
  const { oldStart, newStart, lines } = hunk;
  const [old, made] = [
    lines.filter(({ kind }) => kind !== 'added'),
    lines.filter(({ kind }) => kind !== 'removed'),
  ];
  const before = readSide(path, old, aboveSide(hunk, oldStart))
    .filter(({ kind }) => kind === 'removed')
    .values();
  const after = readSide(path, made, aboveSide(hunk, newStart)).values();
  return lines.flatMap(({ kind }) => (kind === 'removed' ? before : after).next().value ?? []);
}

/**
 * What stands above a side of a hunk; null where that is not known.
 *
 * @param start its 1-based first line
 */
export function aboveSide({ above }: Hunk, start: number): Above | null {
  return above ?? (start <= 1 ? FILE_START : null);
}

function readSide(path: string, side: readonly HunkLine[], above: Above | null): readonly ReadLine[] {
  const texts = side.map(({ text }) => text);
  const read = codeOnSide(path, texts, above);
  return side.flatMap((line, row) => {
    const one = read[row];
    return one ? { ...one, kind: line.kind, line, head: side[one.documentation?.head ?? -1] ?? null } : [];
  });
}
