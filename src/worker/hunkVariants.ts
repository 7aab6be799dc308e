import { pathOf, type Hunk, type Patch } from '../core/patch/patch';
import { withoutHunk } from '../core/patch/withoutHunk';

/** More hunks than this are not measured one by one: each costs about a score of its own. */
export const maxHunkVariants = 16;

export interface HunkVariant {
  readonly path: string;
  /** Index of the hunk left out, within its file. */
  readonly hunk: number;
  readonly patch: Patch;
}

/**
 * The patch without each of its hunks, the largest first. Empty for a patch of one hunk: what it would leave out is
 * the whole patch, and nothing is left to score.
 */
export function variantsWithoutOneHunk(patch: Patch): readonly HunkVariant[] {
  const places = patch.files
    .flatMap(file => file.hunks.map((hunk, i) => ({ path: pathOf(file), hunk: i, size: changedLines(hunk) })))
    .filter(place => place.size > 0);
  if (places.length < 2) return [];
  return places
    .sort((a, b) => b.size - a.size)
    .slice(0, maxHunkVariants)
    .map(({ path, hunk }) => ({ path, hunk, patch: withoutHunk(patch, path, hunk) }));
}

function changedLines(hunk: Hunk): number {
  return hunk.lines.filter(line => line.kind !== 'context').length;
}
