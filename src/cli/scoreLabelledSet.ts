import type { CandidateInput } from '../core/protocol/scorer';
import { SCORER_REASONS } from '../core/scoring/notScored';
import type { NotScoredReason, Verdict } from '../core/scoring/verdict';
import type { LabelledSet, LabelledTask } from '../platform/labelledSet/labelledSet';
import type { ScorerClient } from '../platform/process/scorerClient';
import { CommandProblem, ExitCode } from './exitCode';
import type { RegimeScores } from './readScores';
import { REQUEST_DEADLINE_MS, type ScorerPool } from './scorers';
import { byCodeUnit } from '../core/text/byCodeUnit';

/** A candidate's scores in both regimes, or why it has none. */
export type CandidateScores = { readonly id: string; readonly taskId: string } & (
  | ({ readonly kind: 'scored' } & RegimeScores)
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
  pool: Pick<ScorerPool, 'each'>,
  signal: AbortSignal,
  onTask: (done: number) => void,
): Promise<CandidateScores[]> {
  const scores: CandidateScores[] = [];
  let done = 0;
  await pool.each(set.tasks, async (scorer, task) => {
    signal.throwIfAborted();
    scores.push(...(await scoreTask(task, set, scorer, signal)));
    onTask(++done);
  });
  signal.throwIfAborted();
  return scores.sort((a, b) => byCodeUnit(a.id, b.id));
}

async function scoreTask(
  { id: taskId, task, candidates }: LabelledTask,
  set: LabelledSet,
  scorer: ScorerClient,
  signal: AbortSignal,
): Promise<CandidateScores[]> {
  const score = async (list: readonly CandidateInput[]) => {
    const { candidates: scored } = await scorer.score(
      {
        task,
        candidates: list,
        baseFiles: set.baseFiles(taskId),
        influence: 'none',
        measuring: true,
        supersedes: null,
        // So generous that an evaluation does not depend on how busy the machine is.
        deadlineMs: REQUEST_DEADLINE_MS,
      },
      { signal },
    );
    return scored;
  };
  const plain = candidates.map(({ id, patch }): CandidateInput => ({ id, patch }));
  const withSteps = plain.map(one => ({ ...one, steps: set.steps(one.id) ?? undefined }));
  const without = await score(plain);
  // Their texts are in the scorer's cache by now.
  const known = withSteps.some(one => one.steps) ? await score(withSteps) : [];
  const byId = new Map(known.map(one => [one.id, one]));
  return without.map(({ id, single, set: inSet }): CandidateScores => {
    const verdict = inSet ?? single;
    if (single.kind === 'scored' && verdict.kind === 'scored') {
      const read = byId.get(id);
      const trajectory = {
        single: read ? scoreWithSteps(read.single) : null,
        set: read ? scoreWithSteps(read.set ?? read.single) : null,
      };
      return { id, taskId, kind: 'scored', single: single.score, set: verdict.score, trajectory };
    }
    const reason = single.kind === 'notScored' ? single.reason : 'engineFailed';
    if (!signal.aborted && (reason === 'cancelled' || SCORER_REASONS.has(reason)))
      throw new CommandProblem(
        ExitCode.engine,
        `${id} was not scored: ${single.kind === 'notScored' ? single.message : reason}`,
      );
    return { id, taskId, kind: 'notScored', reason };
  });
}

/** Null when the steps did not count. */
function scoreWithSteps(verdict: Verdict): number | null {
  return verdict.kind === 'scored' && verdict.producedBy.trajectory === 'read' ? verdict.score : null;
}
