import type { AgentToolPorts } from '../platform/agentTools/agentTools';
import type { ScorerClient } from '../platform/process/scorerClient';

/** The share of the time that the scorer has: past it, it answers with what it measured by then. */
const SCORING_SHARE = 0.8;

/**
 * Scores for an agent's tool, with an answer within so many milliseconds whatever the scorer is at: a client that waits no
 * longer would only know that there was none. What the scorer has begun by then, such as opening the model, it goes on with.
 */
export function scoreWithin(
  milliseconds: number,
  scorer: Pick<ScorerClient, 'score'>,
): AgentToolPorts['score'] {
  return async (request, signal) => {
    const late = AbortSignal.timeout(milliseconds);
    const result = await scorer.score(
      { ...request, deadlineMs: milliseconds * SCORING_SHARE },
      { signal: AbortSignal.any([signal, late]) },
    );
    if (!late.aborted || signal.aborted) return result;
    const message = `There was no score within ${milliseconds / 1_000} s; call again, with fewer or smaller patches.`;
    return { code: 'scorerFailed', message };
  };
}
