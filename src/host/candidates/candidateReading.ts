import type { CheckedPatches } from '../../platform/apply/checkCandidates';
import type { ReadForRanking } from '../../platform/candidates/readForRanking';
import type { RepositoryFinder } from '../capture/repositoryFinder';
import type { Alternative } from './alternative';

/** The candidates as the scorer takes them, with the files they change, and why it is not asked about some. */
export type CandidateReading = (
  candidates: readonly Alternative[],
  signal: AbortSignal,
) => Promise<ReadForRanking>;

/** Where there is no repository nothing is known of what they change. */
export function candidateReading(repository: RepositoryFinder): CandidateReading {
  const checked: CheckedPatches = new WeakMap();
  return async (candidates, signal) => {
    const found = await repository.find();
    if (found.kind !== 'found') {
      const bare = candidates.map(({ id, patch }) => ({ id, patch }));
      return { candidates: bare, baseFiles: {}, unscored: [] };
    }
    const { readForRanking } = await import('../../platform/candidates/readForRanking');
    return readForRanking(found.git, candidates, signal, checked);
  };
}
