import type { Baseline } from '../core/evaluation/baselines';
import type { EvaluationReport, MeasureName } from '../core/evaluation/evaluate';
import type { Regime } from '../core/scoring/verdict';

/** What `swe-rm eval --json` prints. Documented in docs/formats.md; names are stable. */
export interface EvalReport {
  readonly set: { readonly folder: string; readonly split: string | null };
  readonly model: { readonly name: string; readonly version: string };
  readonly candidates: {
    readonly scored: number;
    /** Candidates without a score, by reason. They are left out of every figure. */
    readonly notScored: Readonly<Record<string, number>>;
    readonly leftOut: { readonly positivesOnly: number; readonly labelConflict: number };
  };
  /** In the set regime a task's only candidate has its single score. */
  readonly regimes: Readonly<Record<Regime, EvaluationReport>>;
  /** The same candidates ranked without a model; these scores are no probabilities, so some measures are absent. */
  readonly baselines: Readonly<Record<Baseline, Pick<EvaluationReport['measures'], RankingMeasure>>>;
}

export const RANKING_MEASURES = [
  'auc',
  'withinTaskAuc',
  'withinSubmissionAuc',
  'selectionEfficiency',
] as const satisfies readonly MeasureName[];

export type RankingMeasure = (typeof RANKING_MEASURES)[number];

/** One row of `--scores`: a score is null when the candidate could not be scored. */
export interface ScoreRow {
  readonly candidate_id: string;
  readonly task_id: string;
  readonly score_single: number | null;
  readonly score_set: number | null;
}
