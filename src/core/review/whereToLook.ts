import { groupBy } from '../evaluation/grouping';
import { isLfsPointer } from '../patch/lfsPointer';
import { lineCounts, pathOf, type FilePatch, type FileStatus } from '../patch/patch';
import type { ScoredVerdict } from '../scoring/verdict';
import { withInfluence, type HunkPlace } from './hunkPlace';
import { hunkPlaces } from './hunkPlaces';

export interface FilePlace {
  readonly path: string;
  readonly status: FileStatus;
  /** Also of what Git LFS keeps. */
  readonly binary: boolean;
  /** Whether the model reads a hunk of it: not of tests, documents, or where comments alone change. */
  readonly read: boolean;
  readonly added: number;
  readonly removed: number;
  /** Code that its hunks add, in tokens (`addedCode`). */
  readonly code: number;
  /** Score of the whole change less the score without this file; null when it was not measured. */
  readonly delta: number | null;
}

/** A change in the order in which its parts deserve a look. */
export interface WhereToLook {
  /** The hunks that the model reads, those that add most code first. */
  readonly hunks: readonly HunkPlace[];
  /** The files, those that add most code first, those that are not read last. */
  readonly files: readonly FilePlace[];
  /** Whether it is known how far the score rests on each part. `oneHunk`: it rests on that one alone. */
  readonly influence: 'measured' | 'oneHunk' | 'unknown';
  /** Hunks whose influence was not measured although that of others was. */
  readonly unmeasured: number;
}

/**
 * Sorts the parts of a scored change by where to look first, and says how far the score rests on each.
 *
 * @param read the hunks that the model reads, where they are known already
 */
export function whereToLook(
  files: readonly FilePatch[],
  verdict: Pick<ScoredVerdict, 'hunks' | 'files'>,
  read: readonly HunkPlace[] = hunkPlaces(files),
): WhereToLook {
  const hunks = withInfluence(read, verdict.hunks);
  const measured = hunks.filter(({ delta }) => delta !== null).length;
  const byPath = groupBy(hunks, ({ path }) => path);
  const places = files.map((file): FilePlace => {
    const path = pathOf(file);
    const binary = file.binary || isLfsPointer(file);
    const inside = byPath.get(path) ?? [];
    return {
      path,
      status: file.status,
      binary,
      read: inside.length > 0,
      ...lineCounts(binary ? [] : file.hunks),
      code: inside.reduce((sum, { code }) => sum + code, 0),
      delta: verdict.files.find(item => item.path === path)?.delta ?? null,
    };
  });
  return {
    hunks: [...hunks].sort(byLook),
    files: places.sort((a, b) => Number(b.read) - Number(a.read) || byLook(a, b)),
    influence: measured > 0 ? 'measured' : hunks.length === 1 ? 'oneHunk' : 'unknown',
    unmeasured: measured === 0 ? 0 : hunks.length - measured,
  };
}

/**
 * The order in which parts of a change deserve a look: what adds most code first, what adds none by the lines it changes.
 */
export function byLook(a: Part, b: Part): number {
  return b.code - a.code || b.added + b.removed - (a.added + a.removed);
}

type Part = Pick<HunkPlace, 'code' | 'added' | 'removed'>;
