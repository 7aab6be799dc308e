import { isLfsPointer } from '../patch/lfsPointer';
import { pathOf, type FilePatch, type FileStatus, type HunkLine } from '../patch/patch';
import type { ScoredVerdict } from '../scoring/verdict';
import { hunkPlaces, type HunkPlace } from './hunkPlaces';

export interface FilePlace {
  readonly path: string;
  readonly status: FileStatus;
  /** Also of what Git LFS keeps. */
  readonly binary: boolean;
  /** Whether the model reads a hunk of it: not of tests, documents, or where comments alone change. */
  readonly read: boolean;
  readonly added: number;
  readonly removed: number;
  /** Score of the whole change less the score without this file; null when it was not measured. */
  readonly delta: number | null;
}

/** A change in the order in which its parts deserve a look. */
export interface WhereToLook {
  /** The hunks that the model reads: those whose absence would move the score most, either way, first; then, unmeasured, the largest. */
  readonly hunks: readonly HunkPlace[];
  /** The files by the most that one of them, or one of its hunks, moves the score. */
  readonly files: readonly FilePlace[];
  /**
   * What the order rests on. `oneHunk`: leaving the only hunk out would leave nothing, the score is its own.
   * `size`: no influence is known.
   */
  readonly basis: 'influence' | 'oneHunk' | 'size';
  /** Hunks whose influence was not measured although that of others was. */
  readonly unmeasured: number;
}

/**
 * Sorts the parts of a scored change by where to look first: by the size of their influence, since what the score
 * rests on is what must be right if the score is to be believed; ties by size, then in the order of the change.
 */
export function whereToLook(
  files: readonly FilePatch[],
  verdict: Pick<ScoredVerdict, 'hunks' | 'files'>,
): WhereToLook {
  const hunks = hunkPlaces(files, verdict.hunks);
  const measured = hunks.filter(({ delta }) => delta !== null).length;
  const own = files.map((file): { readonly place: FilePlace; readonly most: number } => {
    const path = pathOf(file);
    const binary = file.binary || isLfsPointer(file);
    const count = (kind: HunkLine['kind']) =>
      binary ? 0 : file.hunks.flatMap(({ lines }) => lines).filter(line => line.kind === kind).length;
    const delta = verdict.files.find(item => item.path === path)?.delta ?? null;
    const inside = hunks.filter(hunk => hunk.path === path);
    const read = inside.length > 0;
    const lines = { added: count('added'), removed: count('removed') };
    const most = read ? Math.max(sizeOf(delta), ...inside.map(hunk => sizeOf(hunk.delta))) : NOT_READ;
    return { place: { path, status: file.status, binary, read, ...lines, delta }, most };
  });
  return {
    hunks: [...hunks].sort(byInfluence),
    files: own.sort((a, b) => b.most - a.most || byInfluence(a.place, b.place)).map(({ place }) => place),
    basis: measured > 0 ? 'influence' : hunks.length === 1 ? 'oneHunk' : 'size',
    unmeasured: measured === 0 ? 0 : hunks.length - measured,
  };
}

interface Part {
  readonly delta: number | null;
  readonly added: number;
  readonly removed: number;
}

function byInfluence(a: Part, b: Part): number {
  return sizeOf(b.delta) - sizeOf(a.delta) || b.added + b.removed - (a.added + a.removed);
}

/** In place of how far it moves the score: what is not read is looked at last. */
const NOT_READ = -2;

/** How far a part moves the score, either way; -1, before all others from below, where it was not measured. */
function sizeOf(delta: number | null): number {
  return delta === null ? -1 : Math.abs(delta);
}
