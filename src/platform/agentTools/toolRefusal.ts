import type { ToolAnswer, ToolProblem } from '../../core/protocol/agentTools';
import { groupBy } from '../../core/evaluation/grouping';
import type { RankedGroup } from '../../core/ranking/ranking';
import { notScored, SCORER_REASONS } from '../../core/scoring/notScored';
import type { NotScoredVerdict } from '../../core/scoring/verdict';
import { GitFailure } from '../git/gitFailure';

/** Carries a problem from where it is found to the tool's answer (`answered`); goes no further. */
export class ToolRefusal extends Error {
  constructor(
    readonly code: ToolProblem['code'],
    message: string,
  ) {
    super(message);
  }
}

/** Why there is no score, as a tool refuses. */
export function refusal({ reason, message }: NotScoredVerdict): ToolRefusal {
  if (reason === 'cancelled') return new ToolRefusal('cancelled', message);
  if (reason === 'unreadable') return new ToolRefusal('unreadable', message);
  return new ToolRefusal(SCORER_REASONS.has(reason) ? 'scorerFailed' : 'notScored', message);
}

/** Why none of the candidates has a score, as a tool refuses: each reason once, after the names that it holds for. */
export function refusalOfAll(groups: readonly RankedGroup[]): ToolRefusal {
  const unscored = groups.flatMap(({ members, verdict }) =>
    verdict.kind === 'notScored' ? [{ members, verdict }] : [],
  );
  const first = unscored[0]?.verdict ?? notScored('engineFailed');
  const reasons = [...groupBy(unscored, ({ verdict }) => verdict.message)];
  if (reasons.length <= 1) return refusal(first);
  const sentences = reasons.map(
    ([message, those]) => `${those.flatMap(({ members }) => members).join(', ')}: ${message}`,
  );
  return refusal({ ...first, message: sentences.join(' ') });
}

/** Does what a tool is asked for. What cannot be done is an answer too; a fault of ours is thrown. */
export async function answered<Output>(
  signal: AbortSignal,
  work: () => Promise<Output>,
): Promise<ToolAnswer<Output>> {
  const problem = (code: ToolProblem['code'], message: string) =>
    ({ kind: 'problem', problem: { code, message } }) as const;
  try {
    return { kind: 'done', output: await work() };
  } catch (error) {
    if (error instanceof ToolRefusal) return problem(error.code, error.message);
    if (signal.aborted) return problem('cancelled', 'The call was cancelled.');
    if (GitFailure.is(error)) return problem('unreadable', error.message);
    throw error;
  }
}
