import { advantage, rankingOnly, type RankingMeasures } from '../core/evaluation/advantage';
import { BASELINES, baselineScores, type Baseline } from '../core/evaluation/baselines';
import {
  DEFAULT_EVALUATION,
  evaluate,
  type Evaluation,
  type EvaluationReport,
  type MeasureName,
} from '../core/evaluation/evaluate';
import { repositoryFolds } from '../core/evaluation/folds';
import { groupBy } from '../core/evaluation/grouping';
import { parsePatch } from '../core/patch/parsePatch';
import type { Regime } from '../core/scoring/verdict';
import type { LabelledCandidate, LabelledSet, LabelledTask } from '../platform/labelledSet/labelledSet';
import type { EvalReport, FoldReport, Rival, TrajectoryReport } from './evalReport';
import { refused } from './exitCode';
import type { RegimeScores } from './readScores';
import type { CandidateScores } from './scoreLabelledSet';

/** A candidate that has a score and whose outcome is known. */
interface Row {
  readonly task: LabelledTask;
  readonly candidate: LabelledCandidate;
  readonly label: boolean;
  readonly scores: RegimeScores;
}

interface Comparison {
  /** Scores of others for the same candidates, and the file they come from. */
  readonly otherScores: { readonly file: string; readonly scores: ReadonlyMap<string, RegimeScores> } | null;
  /** Number of groups of repositories to measure one by one; null for none. */
  readonly folds: number | null;
}

/**
 * Measures scores against outcomes, beside everything that they should be better than on the same candidates.
 *
 * @throws CommandProblem when no candidate has both, or the other scores lack one of these candidates
 */
export function evaluateScores(
  set: LabelledSet,
  scores: readonly CandidateScores[],
  { otherScores, folds }: Comparison,
): Omit<EvalReport, 'set' | 'model' | 'scoresIn' | 'calls'> {
  const rows = joined(set, scores);
  if (rows.length === 0) throw refused('No candidate with a known outcome could be scored.');
  const own = {
    single: measured(rows, row => row.scores.single),
    set: measured(rows, row => row.scores.set),
  };
  const votes = baselineVotes(rows);
  const baselines = record(Object.keys(BASELINES) as Baseline[], name =>
    measured(rows, row => votes.get(row.candidate.id)?.[name] ?? 0),
  );
  const other = otherScores && { file: otherScores.file, ...measuredOthers(rows, otherScores) };
  const ahead = (regime: Regime): Record<Rival, RankingMeasures> =>
    ({
      ...record(Object.keys(BASELINES) as Baseline[], name => advantage(own[regime], baselines[name])),
      ...(other ? { otherScores: advantage(own[regime], other[regime]) } : {}),
    }) as Record<Rival, RankingMeasures>;
  return {
    candidates: {
      scored: scores.filter(score => score.kind === 'scored').length,
      notScored: countReasons(scores),
      leftOut: set.leftOut,
    },
    regimes: { single: own.single.report, set: own.set.report },
    baselines: record(Object.keys(BASELINES) as Baseline[], name => rankingOnly(baselines[name])),
    otherScores: other && {
      file: other.file,
      single: rankingOnly(other.single),
      set: rankingOnly(other.set),
    },
    ahead: { single: ahead('single'), set: ahead('set') },
    trajectories: {
      single: trajectoryReport(rows, 'single'),
      set: trajectoryReport(rows, 'set'),
    },
    folds: folds === null ? null : foldReports(rows, folds),
  };
}

function joined(set: LabelledSet, scores: readonly CandidateScores[]): Row[] {
  const byId = new Map(scores.map(score => [score.id, score]));
  return set.tasks.flatMap(task =>
    task.candidates.flatMap((candidate): Row[] => {
      const own = byId.get(candidate.id);
      if (own?.kind !== 'scored' || candidate.resolved === null) return [];
      return [{ task, candidate, label: candidate.resolved, scores: own }];
    }),
  );
}

function measured(
  rows: readonly Row[],
  score: (row: Row) => number,
  options = DEFAULT_EVALUATION,
): Evaluation {
  return evaluate(
    rows.map(row => ({
      candidateId: row.candidate.id,
      taskId: row.task.id,
      submission: row.candidate.submission || null,
      label: row.label,
      score: score(row),
    })),
    options,
  );
}

function measuredOthers(
  rows: readonly Row[],
  { file, scores }: NonNullable<Comparison['otherScores']>,
): Readonly<Record<Regime, Evaluation>> {
  const missing = rows.filter(row => !scores.has(row.candidate.id));
  if (missing.length > 0)
    throw refused(
      `${file} has no score for ${missing.length} of ${rows.length} candidates, such as ${missing[0]?.candidate.id ?? ''}; scores are compared on the same candidates.`,
    );
  const of = (regime: Regime) => measured(rows, row => scores.get(row.candidate.id)?.[regime] ?? 0);
  return { single: of('single'), set: of('set') };
}

/** The baselines see the same candidates as the model. */
function baselineVotes(rows: readonly Row[]): ReadonlyMap<string, Readonly<Record<Baseline, number>>> {
  return new Map(
    [...groupBy(rows, row => row.task.id).values()].flatMap((members, index) => {
      const votes = baselineScores(
        members.map(({ candidate }) => parsePatch(candidate.patch)),
        DEFAULT_EVALUATION.seed + index,
      );
      return members.flatMap(({ candidate }, i) => {
        const vote = votes[i];
        return vote ? [[candidate.id, vote] as const] : [];
      });
    }),
  );
}

function trajectoryReport(all: readonly Row[], regime: Regime): TrajectoryReport | null {
  const rows = all.filter(row => row.scores.trajectory[regime] !== null);
  if (rows.length === 0) return null;
  const read = measured(rows, row => row.scores.trajectory[regime] ?? 0);
  const unread = measured(rows, row => row.scores[regime]);
  return { read: read.report, unread: unread.report, ahead: advantage(read, unread) };
}

function foldReports(rows: readonly Row[], count: number): FoldReport[] {
  const sizes = new Map<string, number>();
  for (const { task } of rows) sizes.set(task.repo, (sizes.get(task.repo) ?? 0) + 1);
  return repositoryFolds(sizes, count).map(repositories => {
    const own = rows.filter(({ task }) => repositories.includes(task.repo));
    const values = (regime: Regime) =>
      valuesOf(measured(own, row => row.scores[regime], { ...DEFAULT_EVALUATION, resamples: 0 }).report);
    return { repositories, candidates: own.length, single: values('single'), set: values('set') };
  });
}

function valuesOf({ measures }: EvaluationReport): Record<MeasureName, number | null> {
  return record(Object.keys(measures) as MeasureName[], name => measures[name].value);
}

function countReasons(scores: readonly CandidateScores[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const score of scores)
    if (score.kind === 'notScored') counts[score.reason] = (counts[score.reason] ?? 0) + 1;
  return counts;
}

function record<Name extends string, Value>(
  names: readonly Name[],
  value: (name: Name) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map(name => [name, value(name)])) as Record<Name, Value>;
}
