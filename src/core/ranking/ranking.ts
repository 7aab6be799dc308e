import type { Verdict } from '../scoring/verdict';

export interface RankedGroup {
  /** 1-based. */
  readonly rank: number;
  /** Candidates whose normalised changes agree; the first given stands first. */
  readonly members: readonly string[];
  readonly verdict: Verdict;
  /** Score difference to the next group, null for the last scored one and for what was not scored. */
  readonly margin: number | null;
}

export interface Ranking {
  readonly groups: readonly RankedGroup[];
  /**
   * Whether the first group is ahead of the second by more than the noise: `clear` when held-out pairs with
   * this margin were ordered rightly at least at the stated rate. Null with fewer than two scored groups.
   */
  readonly call: 'clear' | 'tooClose' | null;
  /** Share of held-out pairs with such a margin that were ordered rightly, in [0.5, 1]; null with `call`. */
  readonly orderedRightly: number | null;
}
