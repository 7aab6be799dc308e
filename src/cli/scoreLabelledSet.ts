import { labelledCall, type LabelledCall } from '../core/evaluation/calls';
import type { CandidateInput } from '../core/protocol/scorer';
import { SCORER_REASONS } from '../core/scoring/notScored';
import type { NotScoredReason, Verdict } from '../core/scoring/verdict';
import type { LabelledSet, LabelledTask } from '../platform/labelledSet/labelledSet';
import type { ScorerClient } from '../platform/process/scorerClient';
import { CommandProblem, ExitCode } from './exitCode';
import type { RegimeScores } from './readScores';
import { scoresOf, type ScorerPool } from './scorers';
import { byCodeUnit } from '../core/text/byCodeUnit';

/** A candidate's scores in both regimes, or why it has none. */
export type CandidateScores = { readonly id: string; readonly taskId: string } & (
  | ({ readonly kind: 'scored' } & RegimeScores)
  | { readonly kind: 'notScored'; readonly reason: NotScoredReason | 'notInFile' }
);

export interface LabelledScores {
  /** In order of the candidates' ids. */
  readonly scores: readonly CandidateScores[];
  /** Of the tasks that were ranked. */
  readonly calls: readonly LabelledCall[];
}

/**
 * Scores every candidate of a labelled set, a task at a time on each scorer. A candidate's scores do not depend on
 * which scorer took it, nor on the order of the tasks.
 *
 * @throws CommandProblem when the engine, not a patch, was the trouble: figures of half a set mean nothing
 */
export async function scoreLabelledSet(
  set: LabelledSet,
  pool: Pick<ScorerPool, 'each'>,
  signal: AbortSignal,
  onTask: (done: number) => void,
): Promise<LabelledScores> {
  const scores: CandidateScores[] = [];
  const calls: LabelledCall[] = [];
  let done = 0;
  await pool.each(set.tasks, async (scorer, task) => {
    signal.throwIfAborted();
    const scored = await scoreTask(task, set, scorer, signal);
    scores.push(...scored.scores);
    calls.push(...scored.calls);
    onTask(++done);
  });
  signal.throwIfAborted();
  return { scores: scores.sort((a, b) => byCodeUnit(a.id, b.id)), calls };
}

async function scoreTask(
  { id: taskId, task, candidates }: LabelledTask,
  set: LabelledSet,
  scorer: ScorerClient,
  signal: AbortSignal,
): Promise<LabelledScores> {
  const score = (list: readonly CandidateInput[]) => {
    const shared = { task, baseFiles: set.baseFiles(taskId), influence: 'none', measuring: true } as const;
    return scoresOf(scorer, { ...shared, candidates: list }, signal);
  };
  const plain = candidates.map(({ id, patch }): CandidateInput => ({ id, patch }));
  const withSteps = plain.map(one => ({ ...one, steps: set.steps(one.id) ?? undefined }));
  const { candidates: without, ranking } = await score(plain);
  // Their texts are in the scorer's cache by now.
  const known = withSteps.some(one => one.steps) ? (await score(withSteps)).candidates : [];
  const byId = new Map(known.map(one => [one.id, one]));
  const scores = without.map(({ id, single, set: inSet }): CandidateScores => {
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
    if (reason === 'cancelled' || SCORER_REASONS.has(reason))
      throw new CommandProblem(
        ExitCode.engine,
        `${id} was not scored: ${single.kind === 'notScored' ? single.message : reason}`,
      );
    return { id, taskId, kind: 'notScored', reason };
  });
  // Without the steps, as candidates are ranked everywhere.
  const call = labelledCall(taskId, ranking, new Map(candidates.map(({ id, resolved }) => [id, resolved])));
  return { scores, calls: call ? [call] : [] };
}

/** Null when the steps did not count. */
function scoreWithSteps(verdict: Verdict): number | null {
  return verdict.kind === 'scored' && verdict.producedBy.trajectory === 'read' ? verdict.score : null;
}
