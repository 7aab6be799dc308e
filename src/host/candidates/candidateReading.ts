import type { ScoreParams } from '../../core/protocol/scorer';
import type { RepositoryFinder } from '../capture/repositoryFinder';
import type { Alternative } from './candidate';

/** What the repository knows of candidates. */
export interface CandidateReading {
  /** Why candidates do not apply at their own base, the end of a sentence by id; those that do are not in it. */
  unapplicable(candidates: readonly Alternative[], signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /** The candidates as the scorer takes them, with the files they change. */
  readable(
    candidates: readonly Alternative[],
    signal: AbortSignal,
  ): Promise<Pick<ScoreParams, 'candidates' | 'baseFiles'>>;
}

/** Where there is no repository nothing is known of them. */
export function candidateReading(repository: RepositoryFinder): CandidateReading {
  return {
    unapplicable: async (candidates, signal) => {
      const found = await repository.find();
      if (found.kind !== 'found') return new Map();
      const { unapplicable } = await import('../../platform/apply/checkCandidates');
      return unapplicable(found.git, candidates, signal);
    },
    readable: async (candidates, signal) => {
      const found = await repository.find();
      if (found.kind !== 'found')
        return { candidates: candidates.map(({ id, patch }) => ({ id, patch })), baseFiles: {} };
      const { withBaseFiles } = await import('../../platform/change/candidateBaseFiles');
      return withBaseFiles(found.git, candidates, signal);
    },
  };
}
