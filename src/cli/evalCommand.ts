import { evaluateCalls } from '../core/evaluation/calls';
import { countText } from '../core/text/countText';
import { evalHtml } from './evalHtml';
import type { EvalReport, ScoreRow } from './evalReport';
import { evalTable } from './evalTable';
import { evaluateScores } from './evaluateScores';
import { refused } from './exitCode';
import { openLabelledSet } from './openLabelledSet';
import { readScores, type RegimeScores } from './readScores';
import { scoreLabelledSet, type CandidateScores, type LabelledScores } from './scoreLabelledSet';
import { withScorerPool } from './scorers';
import { checkWritable, printJson, printResult, startProgress, writeResultFile } from './terminal';
import type { LabelledSet } from '../platform/labelledSet/labelledSet';

export interface EvalCommandOptions {
  readonly model: string;
  readonly split: string | null;
  readonly limitTasks: number | null;
  readonly limitCandidates: number | null;
  readonly titlesOnly: boolean;
  readonly json: boolean;
  /** Files to write beside the report, or null. */
  readonly scores: string | null;
  readonly html: string | null;
  /** Scores to measure in place of the model's, and scores to hold them against; JSON lines as `scores` is written. */
  readonly scoresIn: string | null;
  readonly baselineScores: string | null;
  /** Groups of repositories to measure one by one, or null. */
  readonly folds: number | null;
}

/**
 * Measures the model on a labelled set: each candidate by itself and among its task's, beside what a person could
 * pick by without a model. The figures depend neither on the order of the rows nor on the run.
 */
export async function evalCommand(
  folder: string,
  options: EvalCommandOptions,
  signal: AbortSignal,
): Promise<void> {
  for (const file of [options.scores, options.html]) if (file !== null) await checkWritable(file);
  const { split, limitCandidates, titlesOnly } = options;
  const set = await openLabelledSet(folder, { ...options, otherTasks: false, signal });
  const otherScores =
    options.baselineScores === null
      ? null
      : { file: options.baselineScores, scores: await readScores(options.baselineScores, signal) };
  // Better before minutes of work than after them.
  if (otherScores !== null && !holdsAny(set, otherScores.scores))
    throw refused(`${otherScores.file} has a score for no candidate of ${folder}.`);
  const { scores, calls, model } =
    options.scoresIn === null
      ? await scoresOfModel(set, options.model, signal)
      : { scores: await scoresOfFile(set, options.scoresIn, signal), calls: null, model: null };
  const report: EvalReport = {
    set: { folder, split, limitCandidates, titlesOnly },
    model,
    scoresIn: options.scoresIn,
    ...evaluateScores(set, scores, { otherScores, folds: options.folds }),
    calls: calls && evaluateCalls(calls),
  };
  try {
    if (options.scores !== null) await writeResultFile(options.scores, scoreRows(scores));
    if (options.html !== null) await writeResultFile(options.html, evalHtml(report));
  } finally {
    // A full disk must not take minutes of work along.
    await (options.json ? printJson(report) : printResult(evalTable(report)));
  }
}

function holdsAny({ tasks }: LabelledSet, scores: ReadonlyMap<string, RegimeScores>): boolean {
  return tasks.some(({ candidates }) => candidates.some(({ id }) => scores.has(id)));
}

interface ModelScores extends LabelledScores {
  readonly model: NonNullable<EvalReport['model']>;
}

function scoresOfModel(set: LabelledSet, folder: string, signal: AbortSignal): Promise<ModelScores> {
  return withScorerPool(folder, async pool => {
    const progress = startProgress(`Scoring ${countText(set.tasks.length, 'task')}`);
    try {
      const scored = await scoreLabelledSet(set, pool, signal, done =>
        progress.update(`Scored ${done} of ${set.tasks.length} tasks`),
      );
      return { ...scored, model: pool.model };
    } finally {
      progress.stop();
    }
  });
}

/** A candidate that the file does not hold has no score; rows of candidates that the set does not hold are not asked for. */
async function scoresOfFile(set: LabelledSet, file: string, signal: AbortSignal): Promise<CandidateScores[]> {
  const scores = await readScores(file, signal);
  return set.tasks.flatMap(task =>
    task.candidates.map(({ id }): CandidateScores => {
      const own = scores.get(id);
      return own
        ? { id, taskId: task.id, kind: 'scored', ...own }
        : { id, taskId: task.id, kind: 'notScored', reason: 'notInFile' };
    }),
  );
}

function scoreRows(scores: readonly CandidateScores[]): string {
  return scores
    .map((score): ScoreRow => ({
      candidate_id: score.id,
      task_id: score.taskId,
      score_single: score.kind === 'scored' ? score.single : null,
      score_set: score.kind === 'scored' ? score.set : null,
      score_single_trajectory: score.kind === 'scored' ? score.trajectory.single : null,
      score_set_trajectory: score.kind === 'scored' ? score.trajectory.set : null,
    }))
    .map(row => `${JSON.stringify(row)}\n`)
    .join('');
}
