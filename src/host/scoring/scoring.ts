import type { Manifest } from '../../core/model/manifest';
import type { OpenResult, ScoreParams, ScoreResult } from '../../core/protocol/scorer';
import type { Problem } from '../problem';

/** The scorer's client as the host uses it; a border, so that the rest can be tested without a process. */
export interface ScorerConnection {
  open(): Promise<OpenResult>;
  score(
    params: ScoreParams,
    options: { readonly signal?: AbortSignal; readonly onProgress?: (done: number, total: number) => void },
  ): Promise<ScoreResult>;
  restart(): Promise<unknown>;
  dispose(): void;
}

export type ScoringOutcome =
  | { readonly kind: 'done'; readonly result: ScoreResult }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** What is asked of the scorer; the rest of `ScoreParams` is the same for every request. */
export type ScoringRequest = Pick<
  ScoreParams,
  'task' | 'candidates' | 'baseFiles' | 'influence' | 'supersedes'
>;

export interface Scoring {
  score(
    request: ScoringRequest,
    signal: AbortSignal,
    onProgress?: (done: number, total: number) => void,
  ): Promise<ScoringOutcome>;
  /** The opened model; null before the first score and after a failure. */
  readonly manifest: Manifest | null;
}
