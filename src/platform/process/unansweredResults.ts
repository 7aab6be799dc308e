import type {
  CandidateInput,
  RenderParams,
  RenderResult,
  RenderedCandidate,
  ScoreParams,
  ScoreResult,
} from '../../core/protocol/scorer';
import { EMPTY_RANKING, withUnscored } from '../../core/ranking/rank';
import type { NotScoredVerdict } from '../../core/scoring/verdict';

/** The answer to a request that no scorer answered: every candidate is there, none has a score. */
export function unscoredResult(
  { candidates }: Pick<ScoreParams, 'candidates'>,
  verdict: NotScoredVerdict,
): ScoreResult {
  return {
    candidates: candidates.map(({ id }) => ({
      id,
      single: verdict,
      set: candidates.length > 1 ? verdict : null,
    })),
    ranking: withUnscored(
      EMPTY_RANKING,
      candidates.map(({ id }) => ({ id, verdict })),
    ),
    stats: { elapsedMs: 0, tokens: 0, computedTokens: 0, residentBytes: 0 },
  };
}

export function unrenderedResult(
  { candidates }: Pick<RenderParams, 'candidates'>,
  message: string,
): RenderResult {
  return { candidates: candidates.map(candidate => unrendered(candidate, message)) };
}

/** A candidate that was not rendered, and why. */
export function unrendered({ id }: CandidateInput, message: string): RenderedCandidate {
  return {
    id,
    lines: [],
    ids: [],
    taskTokens: 0,
    evidence: { patch: null, static: null, process: null, agreement: null },
    refused: message,
  };
}
