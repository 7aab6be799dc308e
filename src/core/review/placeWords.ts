import { pointsText } from '../scoring/wording';
import type { WhereToLook } from './whereToLook';

const ORDER = 'Most added code first (in words and signs, not in lines), since most later fixes fall there.';

/** What the order of the places rests on, and what the points beside them say. */
export function orderText({ influence, unmeasured, hunks }: WhereToLook): string {
  switch (influence) {
    case 'measured': {
      const influence = 'Beside each hunk: what it adds to the score';
      const left =
        unmeasured === 0 ? '' : `; not measured: the ${unmeasured} smallest of ${hunks.length} hunks`;
      return `${ORDER} ${influence}${left}.`;
    }
    case 'oneHunk':
      return 'The score rests on a single hunk.';
    case 'unknown':
      return ORDER;
  }
}

/** "+12 points"; of the only hunk "all of it"; "–" where it was not measured. */
export function influenceText(delta: number | null, { influence }: Pick<WhereToLook, 'influence'>): string {
  if (delta === null) return influence === 'oneHunk' ? 'all of it' : '–';
  return pointsText(delta);
}
