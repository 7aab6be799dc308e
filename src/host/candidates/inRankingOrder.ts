import type { Verdict } from '../../core/scoring/verdict';
import { shortText } from '../../core/scoring/wording';
import type { Alternatives } from './alternatives';
import type { Alternative } from './alternative';

/** A candidate as a list shows it. */
interface ListedCandidate {
  readonly candidate: Alternative;
  /** Null: there is no ranking, or not yet. */
  readonly verdict: Verdict | null;
  /** "number 2, 62 % likely", "not scored"; '' without a ranking. */
  readonly standing: string;
}

/** The candidates best first; as they were added where there is no ranking. */
export function inRankingOrder({
  candidates,
  standing,
}: Pick<Alternatives, 'candidates' | 'standing'>): readonly ListedCandidate[] {
  if (standing.kind !== 'ranked')
    return candidates.map(candidate => ({ candidate, verdict: null, standing: '' }));
  const byId = new Map(candidates.map(candidate => [candidate.id, candidate]));
  return standing.ranking.groups.flatMap(({ members, rank, verdict }) =>
    members
      .flatMap(id => byId.get(id) ?? [])
      .map(candidate => ({
        candidate,
        verdict,
        standing: verdict.kind === 'scored' ? `number ${rank}, ${shortText(verdict.score)}` : 'not scored',
      })),
  );
}
