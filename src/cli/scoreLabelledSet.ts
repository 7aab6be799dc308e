import type { NotScoredReason } from '../core/scoring/verdict';
import type { LabelledSet, LabelledTask } from '../platform/labelledSet/labelledSet';
import type { ScorerClient } from '../platform/process/scorerClient';
import { CommandProblem, ExitCode } from './exitCode';

/** A task's deadline is generous: an evaluation must not depend on how busy the machine is. */
const deadlineMs = 600_000;

/** A candidate's scores in both regimes, or why it has none. */
export type CandidateScores = { readonly id: string; readonly taskId: string } & (
  | { readonly kind: 'scored'; readonly single: number; readonly set: number }
  | { readonly kind: 'notScored'; readonly reason: NotScoredReason | 'notInFile' }
);

/**
 * Scores every candidate of a labelled set, a task at a time on each scorer. A candidate's scores do not depend on
 * which scorer took it, nor on the order of the tasks.
 *
 * @returns in order of the candidates' ids
 * @throws CommandProblem when the engine, not a patch, was the trouble: figures of half a set mean nothing
 */
export async function scoreLabelledSet(
  set: LabelledSet,
  scorers: readonly ScorerClient[],
  signal: AbortSignal,
  onTask: (done: number) => void,
): Promise<CandidateScores[]> {
  const waiting = [...set.tasks];
  const scores: CandidateScores[] = [];
  let done = 0;
  const work = async (scorer: ScorerClient) => {
    for (let task = waiting.shift(); task; task = waiting.shift()) {
      signal.throwIfAborted();
      scores.push(...(await scoreTask(task, set, scorer, signal)));
      onTask(++done);
    }
  };
  await Promise.all(scorers.map(work));
  signal.throwIfAborted();
  return scores.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

async function scoreTask(
  { id: taskId, task, candidates }: LabelledTask,
  set: LabelledSet,
  scorer: ScorerClient,
  signal: AbortSignal,
): Promise<CandidateScores[]> {
  const result = await scorer.score(
    {
      task,
      candidates: candidates.map(({ id, patch }) => ({ id, patch })),
      baseFiles: set.baseFiles(taskId),
      influence: 'none',
      supersedes: null,
      deadlineMs,
      progressToken: null,
    },
    { signal },
  );
  return result.candidates.map(({ id, single, set: inSet }): CandidateScores => {
    const verdict = inSet ?? single;
    if (single.kind === 'scored' && verdict.kind === 'scored')
      return { id, taskId, kind: 'scored', single: single.score, set: verdict.score };
    const reason = single.kind === 'notScored' ? single.reason : 'engineFailed';
    if (!signal.aborted && ['engineFailed', 'modelUnusable', 'timeout', 'cancelled'].includes(reason))
      throw new CommandProblem(
        ExitCode.engine,
        `${id} was not scored: ${single.kind === 'notScored' ? single.message : reason}`,
      );
    return { id, taskId, kind: 'notScored', reason };
  });
}
