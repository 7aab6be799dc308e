import { parsePatch } from '../core/patch/parsePatch';
import { baselineScores, type Baseline } from '../core/evaluation/baselines';
import { DEFAULT_EVALUATION, evaluate, type EvaluationReport } from '../core/evaluation/evaluate';
import type { LabelledScore } from '../core/evaluation/labelledScore';
import type { LabelledSet } from '../platform/labelledSet/labelledSet';
import type { ScorerClient } from '../platform/process/scorerClient';
import { evalHtml } from './evalHtml';
import type { EvalReport, RankingMeasure, ScoreRow } from './evalReport';
import { evalTable } from './evalTable';
import { refused } from './exitCode';
import { openLabelledSet } from './openLabelledSet';
import { scoreLabelledSet, type CandidateScores } from './scoreLabelledSet';
import { openScorer } from './scorers';
import { checkWritable, note, printResult, startProgress, writeResultFile } from './terminal';

export interface EvalCommandOptions {
  readonly model: string;
  readonly split: string | null;
  readonly limitTasks: number | null;
  readonly json: boolean;
  /** Files to write beside the report, or null. */
  readonly scores: string | null;
  readonly html: string | null;
}

/** Two, so that one task's parsing and rendering overlaps another's inference; each with one thread of the engine. */
const scorerCount = 2;

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
  const set = await openLabelledSet(folder, { split: options.split, limitTasks: options.limitTasks, signal });
  const scorers: ScorerClient[] = [];
  try {
    for (let i = 0; i < scorerCount; i++)
      scorers.push(await openScorer({ model: options.model, threads: 1 }, note));
    const opened = await scorers[0]?.open();
    if (opened?.kind !== 'opened') throw new Error('a scorer that was opened is closed');
    const progress = startProgress(`Scoring ${set.tasks.length} tasks`);
    let scores: CandidateScores[];
    try {
      scores = await scoreLabelledSet(set, scorers, signal, done =>
        progress.update(`Scored ${done} of ${set.tasks.length} tasks`),
      );
    } finally {
      progress.stop();
    }
    const { name, version } = opened.manifest;
    const report = evaluateScores(set, scores, { folder, split: options.split }, { name, version });
    if (options.scores !== null) await writeResultFile(options.scores, scoreRows(scores));
    if (options.html !== null) await writeResultFile(options.html, evalHtml(report));
    await printResult(options.json ? JSON.stringify(report, null, 2) : evalTable(report));
  } finally {
    for (const scorer of scorers) scorer.dispose();
  }
}

function scoreRows(scores: readonly CandidateScores[]): string {
  return scores
    .map((score): ScoreRow => ({
      candidate_id: score.id,
      task_id: score.taskId,
      score_single: score.kind === 'scored' ? score.single : null,
      score_set: score.kind === 'scored' ? score.set : null,
    }))
    .map(row => `${JSON.stringify(row)}\n`)
    .join('');
}

function evaluateScores(
  set: LabelledSet,
  scores: readonly CandidateScores[],
  source: EvalReport['set'],
  model: EvalReport['model'],
): EvalReport {
  const labelled = new Map(
    set.tasks.flatMap(task => task.candidates.map(candidate => [candidate.id, { task, candidate }] as const)),
  );
  const rowsOf = (value: (score: Extract<CandidateScores, { kind: 'scored' }>) => number): LabelledScore[] =>
    scores.flatMap(score => {
      const found = labelled.get(score.id);
      if (score.kind !== 'scored' || !found || found.candidate.resolved === null) return [];
      return {
        candidateId: score.id,
        taskId: score.taskId,
        submission: found.candidate.submission || null,
        label: found.candidate.resolved,
        score: value(score),
      };
    });
  const single = rowsOf(score => score.single);
  if (single.length === 0) throw refused('No candidate with a known outcome could be scored.');
  const votes = baselineVotes(set, new Set(single.map(row => row.candidateId)));
  const ranked = (name: Baseline) => evaluate(rowsOf(score => votes.get(score.id)?.[name] ?? 0)).measures;
  return {
    set: source,
    model,
    candidates: {
      scored: scores.filter(score => score.kind === 'scored').length,
      notScored: countReasons(scores),
      leftOut: set.leftOut,
    },
    regimes: { single: evaluate(single), set: evaluate(rowsOf(score => score.set)) },
    baselines: {
      random: rankingOnly(ranked('random')),
      shortestDiff: rankingOnly(ranked('shortestDiff')),
      exactVote: rankingOnly(ranked('exactVote')),
      overlapVote: rankingOnly(ranked('overlapVote')),
    },
  };
}

/** The baselines see the same candidates as the model. */
function baselineVotes(
  set: LabelledSet,
  scored: ReadonlySet<string>,
): ReadonlyMap<string, Readonly<Record<Baseline, number>>> {
  const votes = new Map<string, Readonly<Record<Baseline, number>>>();
  for (const [index, task] of set.tasks.entries()) {
    const candidates = task.candidates.filter(candidate => scored.has(candidate.id));
    const scores = baselineScores(
      candidates.map(({ patch }) => parsePatch(patch)),
      DEFAULT_EVALUATION.seed + index,
    );
    scores.forEach((score, i) => {
      const candidate = candidates[i];
      if (candidate) votes.set(candidate.id, score);
    });
  }
  return votes;
}

function rankingOnly({
  auc,
  withinTaskAuc,
  withinSubmissionAuc,
  selectionEfficiency,
}: EvaluationReport['measures']): Pick<EvaluationReport['measures'], RankingMeasure> {
  return { auc, withinTaskAuc, withinSubmissionAuc, selectionEfficiency };
}

function countReasons(scores: readonly CandidateScores[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const score of scores)
    if (score.kind === 'notScored') counts[score.reason] = (counts[score.reason] ?? 0) + 1;
  return counts;
}
