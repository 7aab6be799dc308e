import type { ScoreParams } from '../../core/protocol/scorer';
import type { UnscoredCandidate } from '../../core/ranking/rank';
import { unapplicable, type CheckedPatches } from '../apply/checkCandidates';
import { withBaseFiles, type BasedPatch } from '../change/candidateBaseFiles';
import type { Git } from '../git/git';

/** What a ranking is made from: the candidates that the scorer is asked about, and the verdicts on the others. */
export interface ReadForRanking extends Pick<ScoreParams, 'candidates' | 'baseFiles'> {
  readonly unscored: readonly UnscoredCandidate[];
}

/**
 * Candidates as the scorer takes them, each read at its own base. Of one that does not apply there, or whose base git cannot read, it is
 * said why; the others are ranked.
 *
 * @param checked whether candidates apply, as far as it was found out before; what is found out is added
 */
export async function readForRanking(
  git: Git,
  candidates: readonly BasedPatch[],
  signal: AbortSignal,
  checked?: CheckedPatches,
): Promise<ReadForRanking> {
  const refused = await unapplicable(git, candidates, signal, checked);
  const applicable = candidates.filter(({ id }) => !refused.has(id));
  const { unread, ...read } = await withBaseFiles(git, applicable, signal);
  return { ...read, unscored: [...refused, ...unread].map(([id, verdict]) => ({ id, verdict })) };
}
