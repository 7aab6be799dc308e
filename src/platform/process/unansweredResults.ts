import type {
  CandidateInput,
  RenderParams,
  RenderResult,
  RenderedCandidate,
  ScoreParams,
  ScoreResult,
} from '../../core/protocol/scorer';
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
    ranking: {
      groups: candidates.map(({ id }, i) => ({ rank: i + 1, members: [id], verdict, margin: null })),
      call: null,
      orderedRightly: null,
    },
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
