import type { ToolAnswer } from '../core/protocol/agentTools';
import type { AgentToolPorts } from '../platform/agentTools/agentTools';
import type { ScorerClient } from '../platform/process/scorerClient';
import { isTimeout, withinTime } from '../platform/process/withinTime';

/** The share of the time that is left that the scorer has: past it, it answers with what it measured by then. */
const SCORING_SHARE = 0.8;

/** A call of a tool while it is answered. */
interface TimedCall {
  /** Aborted when the client cancels the call, and when its time is over. */
  readonly signal: AbortSignal;
  /** Milliseconds until then. */
  readonly remainingMs: () => number;
}

/**
 * Answers a call of a tool within so many milliseconds, whatever it is at, reading or scoring: a client that waits no longer
 * would only know that there was none. What the scorer has begun by then, such as opening the model, it goes on with.
 */
export function answerWithin<Output>(
  milliseconds: number,
  cancelled: AbortSignal,
  answer: (call: TimedCall) => Promise<ToolAnswer<Output>>,
): Promise<ToolAnswer<Output>> {
  const end = performance.now() + milliseconds;
  const remainingMs = () => Math.max(1, end - performance.now());
  const message = `There was no answer within ${milliseconds / 1_000} s; call again, with fewer or smaller patches.`;
  const tooLate: ToolAnswer<Output> = { kind: 'problem', problem: { code: 'scorerFailed', message } };
  return withinTime(cancelled, milliseconds, signal => {
    const timeIsUp = new Promise<ToolAnswer<Output>>(resolve => {
      signal.addEventListener('abort', () => isTimeout(signal.reason) && resolve(tooLate), { once: true });
    });
    // What stops because of the time says so later than the time itself.
    return Promise.race([answer({ signal, remainingMs }), timeIsUp]);
  });
}

/** Scores for a call of a tool, in such time that the answer can still be given with what was measured by then. */
export function scoreInTime(
  { remainingMs }: TimedCall,
  scorer: Pick<ScorerClient, 'open' | 'score'>,
  onProgress: (done: number, total: number) => void,
): AgentToolPorts['score'] {
  return async (request, signal) => {
    // The first call starts the scorer, which is no part of its deadline.
    await scorer.open();
    const deadlineMs = Math.ceil(remainingMs() * SCORING_SHARE);
    return scorer.score({ ...request, deadlineMs }, { signal, onProgress });
  };
}
