import type { RankingMeasures } from '../core/evaluation/advantage';
import type { Baseline } from '../core/evaluation/baselines';
import type { CallsReport } from '../core/evaluation/calls';
import type { EvaluationReport, MeasureName } from '../core/evaluation/evaluate';
import type { Regime } from '../core/scoring/verdict';

/** What `swe-rm eval --json` prints. Documented in docs/formats.md; names are stable. */
export interface EvalReport {
  readonly set: {
    readonly folder: string;
    readonly split: string | null;
    /** Most candidates of a task that were looked at; null when all. */
    readonly limitCandidates: number | null;
    /** Whether of each task the title was read and nothing else. */
    readonly titlesOnly: boolean;
  };
  /** Null when the scores came from a file. */
  readonly model: { readonly name: string; readonly version: string } | null;
  /** The file that the scores came from; null when the model made them. */
  readonly scoresIn: string | null;
  readonly candidates: {
    readonly scored: number;
    /** Candidates without a score, by reason. They are left out of every figure. */
    readonly notScored: Readonly<Record<string, number>>;
    readonly leftOut: { readonly positivesOnly: number; readonly labelConflict: number };
  };
  /** In the set regime a task's only candidate has its single score. */
  readonly regimes: Readonly<Record<Regime, EvaluationReport>>;
  /** The same candidates ranked without a model; these scores are no probabilities, so some measures are absent. */
  readonly baselines: Readonly<Record<Baseline, RankingMeasures>>;
  /** The same candidates by the scores of `--baseline-scores`; null without. */
  readonly otherScores: ({ readonly file: string } & Readonly<Record<Regime, RankingMeasures>>) | null;
  /** How far each regime is ahead of each baseline (and of `otherScores` in the same regime), with paired intervals. */
  readonly ahead: Readonly<Record<Regime, Readonly<Record<Rival, RankingMeasures>>>>;
  /**
   * The candidates that were scored with the steps that led to them, in each regime, beside the same candidates without;
   * null where there are none.
   */
  readonly trajectories: Readonly<Record<Regime, TrajectoryReport | null>>;
  /** How the calls of the model's own rankings turned out; null when the scores came from a file, which holds no rankings. */
  readonly calls: CallsReport | null;
  /** Figures of groups of repositories, with `--folds`; null without. */
  readonly folds: readonly FoldReport[] | null;
}

/** What the scores are held against; `otherScores` where there are some. */
export type Rival = Baseline | 'otherScores';

export interface TrajectoryReport {
  readonly read: EvaluationReport;
  readonly unread: EvaluationReport;
  /** How far `read` is ahead of `unread`, with paired intervals. */
  readonly ahead: RankingMeasures;
}

export interface FoldReport {
  readonly repositories: readonly string[];
  readonly candidates: number;
  readonly single: Readonly<Record<MeasureName, number | null>>;
  readonly set: Readonly<Record<MeasureName, number | null>>;
}

/** One row of `--scores`, and of the files that `--scores-in` and `--baseline-scores` read: null where there is no score. */
export interface ScoreRow {
  readonly candidate_id: string;
  readonly task_id: string;
  readonly score_single: number | null;
  readonly score_set: number | null;
  /** With the steps that led to it; null where there are none or the model has no calibration with them. */
  readonly score_single_trajectory: number | null;
  readonly score_set_trajectory: number | null;
}
