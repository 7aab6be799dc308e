import { BASELINES, type Baseline } from '../core/evaluation/baselines';
import { RANKING_MEASURES, type Measure, type MeasureName } from '../core/evaluation/evaluate';
import { mean } from '../core/evaluation/mean';
import type { Regime } from '../core/scoring/verdict';
import type { EvalReport, FoldReport, Rival, TrajectoryReport } from './evalReport';

/** The tables of an evaluation, the same for the terminal and the HTML report. */
export interface EvalTable {
  readonly title: string;
  readonly rows: readonly EvalRow[];
}

interface EvalRow {
  readonly title: string;
  /** One for each of `EVAL_COLUMNS`; null where the measure makes no sense. */
  readonly cells: readonly (Measure | null)[];
}

export const EVAL_COLUMNS: readonly MeasureName[] = [...RANKING_MEASURES, 'ece', 'brier'];

export const MEASURE_TITLES: Readonly<Record<MeasureName, string>> = {
  auc: 'AUC',
  withinTaskAuc: 'within task',
  withinSubmissionAuc: 'within submission',
  selectionEfficiency: 'efficiency',
  ece: 'ECE',
  brier: 'Brier',
};

const REGIMES: readonly Regime[] = ['single', 'set'];
const REGIME_TITLES: Readonly<Record<Regime, string>> = {
  single: 'each by itself',
  set: 'among the set',
};

type Measures = Readonly<Partial<Record<MeasureName, Measure>>>;

export function evalTables(report: EvalReport): EvalTable[] {
  const { model, scoresIn, folds, trajectories } = report;
  const whose = model ? 'model' : (scoresIn ?? 'scores');
  const tables = [
    { title: 'Figures', rows: figures(report, whose) },
    { title: `How far the ${whose} is ahead`, rows: differences(report) },
  ];
  const read = REGIMES.flatMap(regime => trajectoryRows(regime, trajectories[regime]));
  if (read.length > 0) tables.push({ title: 'With the steps that led to it', rows: read });
  if (folds)
    tables.push({ title: 'By repositories', rows: REGIMES.flatMap(regime => foldRows(folds, regime)) });
  return tables;
}

/** What produced the scores, for people. */
export function sourceOf({ model, scoresIn }: EvalReport): string {
  return model ? `${model.name} ${model.version}` : `Scores of ${scoresIn ?? 'a file'}`;
}

function figures({ regimes, baselines, otherScores }: EvalReport, whose: string): EvalRow[] {
  return [
    ...REGIMES.map(regime => row(`${whose}, ${REGIME_TITLES[regime]}`, regimes[regime].measures)),
    ...(Object.keys(BASELINES) as Baseline[]).map(name => row(BASELINES[name], baselines[name])),
    ...(otherScores
      ? REGIMES.map(regime => row(`${otherScores.file}, ${REGIME_TITLES[regime]}`, otherScores[regime]))
      : []),
  ];
}

function differences({ ahead, otherScores }: EvalReport): EvalRow[] {
  return REGIMES.flatMap(regime =>
    (Object.keys(ahead[regime]) as Rival[]).map(rival =>
      row(
        `${REGIME_TITLES[regime]}, of ${rival === 'otherScores' ? (otherScores?.file ?? '') : BASELINES[rival]}`,
        ahead[regime][rival],
      ),
    ),
  );
}

function trajectoryRows(regime: Regime, report: TrajectoryReport | null): EvalRow[] {
  if (!report) return [];
  const of = `${REGIME_TITLES[regime]}, ${report.read.counts.candidates}`;
  return [
    row(`${of} with their steps`, report.read.measures),
    row(`${of} the same without`, report.unread.measures),
    row(`${of} difference`, report.ahead),
  ];
}

function foldRows(folds: readonly FoldReport[], regime: Regime): EvalRow[] {
  const bare = (value: number | null): Measure => ({ value, interval: null });
  const means = EVAL_COLUMNS.map(name =>
    bare(mean(folds.map(fold => fold[regime][name]).filter(value => value !== null))),
  );
  return [
    ...folds.map(fold => ({
      title: `${REGIME_TITLES[regime]}, ${summary(fold)}`,
      cells: EVAL_COLUMNS.map(name => bare(fold[regime][name])),
    })),
    { title: `${REGIME_TITLES[regime]}, mean of the ${folds.length}`, cells: means },
  ];
}

function summary({ repositories, candidates }: FoldReport): string {
  const [first = 'unknown', ...others] = repositories;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `${first || 'unknown'}${more} (${candidates})`;
}

function row(title: string, measures: Measures): EvalRow {
  return { title, cells: EVAL_COLUMNS.map(name => measures[name] ?? null) };
}
