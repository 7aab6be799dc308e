import { pointsText } from '../scoring/wording';
import type { WhereToLook } from './whereToLook';

/** What the order of the places rests on, in one sentence. */
export function basisSentence({ basis, unmeasured, hunks }: WhereToLook): string {
  switch (basis) {
    case 'influence':
      return unmeasured === 0
        ? 'Ordered by how far the score moves when the hunk is left out.'
        : `Ordered by how far the score moves when the hunk is left out; not measured: the ${unmeasured} smallest of ${hunks.length} hunks.`;
    case 'oneHunk':
      return 'The score rests on a single hunk.';
    case 'size':
      return 'The influence of each part is not known, so the largest hunks come first.';
  }
}

/** "+12 points"; of the only hunk "all of it"; "–" where it was not measured. */
export function influenceText(delta: number | null, { basis }: Pick<WhereToLook, 'basis'>): string {
  if (delta === null) return basis === 'oneHunk' ? 'all of it' : '–';
  return pointsText(delta);
}
