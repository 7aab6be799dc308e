import { bestOfKCurve, selection } from './bestOfK';
import type { BestOfKPoint, Selection } from './bestOfK';
import { intervalOf, resampleTasks } from './bootstrap';
import type { BootstrapOptions, ConfidenceInterval, Resampled } from './bootstrap';
import { brierScore, expectedCalibrationError, reliabilityBins } from './calibrationQuality';
import type { ReliabilityBin } from './calibrationQuality';
import { pooledAuc, withinSubmissionAuc, withinTaskAuc } from './discrimination';
import { groupBy } from './grouping';
import type { LabelledScore } from './labelledScore';
import { byCodeUnit } from '../text/byCodeUnit';

/** How good a set of scores is, with what was counted to say so. */
export interface EvaluationReport {
  readonly counts: {
    readonly candidates: number;
    readonly resolved: number;
    readonly tasks: number;
    /** Tasks with a resolved and an unresolved candidate: the ones within-task AUC is a mean over. */
    readonly tasksWithBothLabels: number;
  };
  readonly measures: Readonly<Record<MeasureName, Measure>>;
  readonly reliability: readonly ReliabilityBin[];
  readonly bestOfK: readonly BestOfKPoint[];
  /** Null when no task has enough candidates to choose from. */
  readonly selection: Selection | null;
}

export interface Measure {
  /** Null where the rows do not define it. */
  readonly value: number | null;
  /** 95 % percentile bootstrap over tasks; null without resamples, or where too few of them define the measure. */
  readonly interval: ConfidenceInterval | null;
}

const MEASURES = {
  auc: pooledAuc,
  withinTaskAuc,
  withinSubmissionAuc,
  ece: expectedCalibrationError,
  brier: brierScore,
  selectionEfficiency: (rows: readonly LabelledScore[]): number | null => selection(rows)?.efficiency ?? null,
} as const;

export type MeasureName = keyof typeof MEASURES;

/** Measures that need an order and no probabilities. */
export const RANKING_MEASURES = [
  'auc',
  'withinTaskAuc',
  'withinSubmissionAuc',
  'selectionEfficiency',
] as const satisfies readonly MeasureName[];

export type RankingMeasure = (typeof RANKING_MEASURES)[number];

interface EvaluationOptions extends BootstrapOptions {
  /** Longest best-of-k curve. */
  readonly maxK: number;
}

export const DEFAULT_EVALUATION: EvaluationOptions = { resamples: 1_000, seed: 1, maxK: 16 };

/** A report with the resamples behind its intervals, so that it can be compared with another of the same candidates. */
export interface Evaluation {
  readonly report: EvaluationReport;
  readonly resampled: Readonly<Record<MeasureName, Resampled>>;
}

/**
 * Measures scores against outcomes: do they rank, tell apart, and mean what they say. The report does not depend
 * on the order of the rows.
 *
 * @param rows one a candidate, with distinct `candidateId`s; an empty list gives measures without a value
 */
export function evaluate(
  rows: readonly LabelledScore[],
  options: EvaluationOptions = DEFAULT_EVALUATION,
): Evaluation {
  // Sums of floats depend on their order, and so do resamples.
  const sorted = [...rows].sort(
    (a, b) => byCodeUnit(a.taskId, b.taskId) || byCodeUnit(a.candidateId, b.candidateId),
  );
  const resampled = resampleTasks(sorted, MEASURES, options);
  const measure = (name: MeasureName): Measure => ({
    value: MEASURES[name](sorted),
    interval: intervalOf(resampled[name]),
  });
  const tasks = [...groupBy(sorted, row => row.taskId).values()];
  const report: EvaluationReport = {
    counts: {
      candidates: sorted.length,
      resolved: sorted.filter(row => row.label).length,
      tasks: tasks.length,
      tasksWithBothLabels: tasks.filter(task => task.some(row => row.label) && task.some(row => !row.label))
        .length,
    },
    measures: {
      auc: measure('auc'),
      withinTaskAuc: measure('withinTaskAuc'),
      withinSubmissionAuc: measure('withinSubmissionAuc'),
      ece: measure('ece'),
      brier: measure('brier'),
      selectionEfficiency: measure('selectionEfficiency'),
    },
    reliability: reliabilityBins(sorted),
    bestOfK: bestOfKCurve(sorted, options.maxK),
    selection: selection(sorted),
  };
  return { report, resampled };
}
