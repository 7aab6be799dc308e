import type { PairOrdering } from '../model/manifest';
import { sigmoid } from '../scoring/calibrate';
import type { NotScoredVerdict, ScoredVerdict, Verdict } from '../scoring/verdict';
import type { RankedGroup, Ranking } from './ranking';

export interface RankingInput {
  readonly id: string;
  /** The patch's normalised change; candidates that have the same one are one group. */
  readonly normalised: string;
  readonly verdict: Verdict;
}

/**
 * The first candidate is called clearly ahead when at least this share of held-out pairs with the same logit
 * difference had the resolved patch on top: seven right calls for three wrong ones.
 */
const CLEAR_FROM = 0.7;

/**
 * Ranks the candidates of a task, the most likely first and those without a score last. Equivalent candidates share
 * a place; should their scores differ, for other base files or known steps, the middle one counts, of an even
 * number the lower: the highest of several readings of one change would be too high more often than not. Ties keep the
 * order given.
 *
 * @param strength a score as a logit on the scale that `ordering` was fitted on
 */
export function rank(
  candidates: readonly RankingInput[],
  ordering: PairOrdering,
  strength: (verdict: ScoredVerdict) => number = verdict => verdict.logit,
): Ranking {
  const groups = groupEquivalent(candidates, strength);
  const scored = groups.filter(isScored).sort((a, b) => strength(b.verdict) - strength(a.verdict));
  const ranked: RankedGroup[] = [...scored, ...groups.filter(group => !isScored(group))].map(
    (group, index) => {
      const next = scored[index + 1];
      const margin = isScored(group) && next !== undefined ? group.verdict.score - next.verdict.score : null;
      return { ...group, rank: index + 1, margin };
    },
  );

  const [first, second] = scored;
  if (first === undefined || second === undefined)
    return { groups: ranked, call: null, orderedRightly: null };
  const orderedRightly = sigmoid(ordering.slope * (strength(first.verdict) - strength(second.verdict)));
  return { groups: ranked, call: orderedRightly >= CLEAR_FROM ? 'clear' : 'tooClose', orderedRightly };
}

/** A candidate that the scorer is not asked about, and why. */
export interface UnscoredCandidate {
  readonly id: string;
  readonly verdict: NotScoredVerdict;
}

/** The ranking with candidates behind it that have no score, each by itself, in the order given. */
export function withUnscored(ranking: Ranking, unscored: readonly UnscoredCandidate[]): Ranking {
  const groups = unscored.map(({ id, verdict }, index): RankedGroup => ({
    rank: ranking.groups.length + index + 1,
    members: [id],
    verdict,
    margin: null,
  }));
  return { ...ranking, groups: [...ranking.groups, ...groups] };
}

/** Of no candidates. */
export const EMPTY_RANKING: Ranking = { groups: [], call: null, orderedRightly: null };

interface Group<V extends Verdict = Verdict> {
  readonly members: readonly string[];
  readonly verdict: V;
}

function groupEquivalent(
  candidates: readonly RankingInput[],
  strength: (verdict: ScoredVerdict) => number,
): Group[] {
  const byChange = new Map<string, RankingInput[]>();
  for (const candidate of candidates) {
    const same = byChange.get(candidate.normalised);
    if (same === undefined) byChange.set(candidate.normalised, [candidate]);
    else same.push(candidate);
  }
  return [...byChange.values()].flatMap(same => {
    const [first] = same;
    if (first === undefined) return [];
    const scored = same
      .flatMap(({ verdict }) => (verdict.kind === 'scored' ? [verdict] : []))
      .sort((a, b) => strength(a) - strength(b));
    const verdict = scored[Math.floor((scored.length - 1) / 2)] ?? first.verdict;
    return [{ members: same.map(({ id }) => id), verdict }];
  });
}

function isScored(group: Group): group is Group<ScoredVerdict> {
  return group.verdict.kind === 'scored';
}
