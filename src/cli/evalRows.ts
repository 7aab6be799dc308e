import type { CallMeasures, CallsReport } from '../core/evaluation/calls';
import { BASELINES, type Baseline } from '../core/evaluation/baselines';
import { RANKING_MEASURES, type Measure, type MeasureName } from '../core/evaluation/evaluate';
import { mean } from '../core/evaluation/mean';
import type { Regime } from '../core/scoring/verdict';
import type { EvalReport, FoldReport, Rival, TrajectoryReport } from './evalReport';
import { andMore } from '../core/text/andMore';

/** The tables of an evaluation, the same for the terminal and the HTML report. */
export interface EvalTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly EvalRow[];
}

interface EvalRow {
  readonly title: string;
  /** One for each column: a measure or a count, null where there is none. */
  readonly cells: readonly EvalCell[];
}

export type EvalCell = Measure | number | null;

const MEASURE_COLUMNS: readonly MeasureName[] = [...RANKING_MEASURES, 'ece', 'brier'];

const MEASURE_TITLES: Readonly<Record<MeasureName, string>> = {
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
  const { model, scoresIn, calls, folds, trajectories } = report;
  const whose = model ? 'model' : (scoresIn ?? 'scores');
  const ahead = `How far ${model ? 'the model' : whose} is ahead`;
  const tables = [measureTable('Figures', figures(report, whose)), measureTable(ahead, differences(report))];
  if (calls) tables.push({ title: 'How its calls turned out', columns: CALL_COLUMNS, rows: callRows(calls) });
  const read = REGIMES.flatMap(regime => trajectoryRows(regime, trajectories[regime]));
  if (read.length > 0) tables.push(measureTable('With the steps that led to it', read));
  if (folds)
    tables.push(
      measureTable(
        'By repositories',
        REGIMES.flatMap(regime => foldRows(folds, regime)),
      ),
    );
  return tables;
}

function measureTable(title: string, rows: readonly EvalRow[]): EvalTable {
  return { title, columns: MEASURE_COLUMNS.map(name => MEASURE_TITLES[name]), rows };
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

const CALL_COLUMNS = ['tasks', 'first resolves', 'one of first two does', 'it is the first', 'stated'];

function callRows({ clear, tooClose, leftOut }: CallsReport): EvalRow[] {
  const called = (title: string, measures: CallMeasures): EvalRow => ({
    title,
    cells: [
      measures.tasks,
      measures.firstResolves,
      measures.decided,
      measures.firstRight,
      bare(measures.stated),
    ],
  });
  const rows = [called('clear', clear), called('too close to call', tooClose)];
  if (leftOut > 0)
    rows.push({
      title: 'left out, no one outcome of equivalent candidates',
      cells: [leftOut, null, null, null, null],
    });
  return rows;
}

function trajectoryRows(regime: Regime, report: TrajectoryReport | null): EvalRow[] {
  if (!report) return [];
  const count = report.read.counts.candidates;
  const of = (what: string) => `${REGIME_TITLES[regime]}, ${what}`;
  return [
    row(of(`with their steps (${count})`), report.read.measures),
    row(of('the same without'), report.unread.measures),
    row(of('difference'), report.ahead),
  ];
}

function foldRows(folds: readonly FoldReport[], regime: Regime): EvalRow[] {
  const means = MEASURE_COLUMNS.map(name =>
    bare(mean(folds.map(fold => fold[regime][name]).filter(value => value !== null))),
  );
  return [
    ...folds.map(fold => ({
      title: `${REGIME_TITLES[regime]}, ${summary(fold)}`,
      cells: MEASURE_COLUMNS.map(name => bare(fold[regime][name])),
    })),
    { title: `${REGIME_TITLES[regime]}, mean of the ${folds.length}`, cells: means },
  ];
}

function bare(value: number | null): Measure {
  return { value, interval: null };
}

function summary({ repositories, candidates }: FoldReport): string {
  const names = repositories.map(name => name || 'unknown');
  return `${andMore(names) || 'unknown'} (${candidates})`;
}

function row(title: string, measures: Measures): EvalRow {
  return { title, cells: MEASURE_COLUMNS.map(name => measures[name] ?? null) };
}
