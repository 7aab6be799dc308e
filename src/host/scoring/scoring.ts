import type { ScoreResult, ScoringRequest } from '../../core/protocol/scorer';
import type { Problem } from '../problem';

export type ScoringOutcome =
  /** Each candidate has a verdict, which may be that it cannot be scored. */
  | { readonly kind: 'done'; readonly result: ScoreResult }
  | { readonly kind: 'cancelled' }
  /** No candidate could be scored, for a reason that lies with the scorer or its model. */
  | { readonly kind: 'failed'; readonly problem: Problem };

/** Scores as the host asks for them; a border, so that the rest can be tested without a process. */
export interface Scoring {
  score(
    request: ScoringRequest,
    signal: AbortSignal,
    onProgress?: (done: number, total: number) => void,
  ): Promise<ScoringOutcome>;
}
