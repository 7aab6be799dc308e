import Table from 'cli-table3';
import pc from 'picocolors';
import { BASELINES, type Baseline } from '../core/evaluation/baselines';
import type { Measure, MeasureName } from '../core/evaluation/evaluate';
import { RANKING_MEASURES, type EvalReport } from './evalReport';

export const MEASURE_TITLES: Readonly<Record<MeasureName, string>> = {
  auc: 'AUC',
  withinTaskAuc: 'within task',
  withinSubmissionAuc: 'within submission',
  selectionEfficiency: 'efficiency',
  ece: 'ECE',
  brier: 'Brier',
};

const columns: readonly MeasureName[] = [...RANKING_MEASURES, 'ece', 'brier'];

/** An evaluation for people: the model in both regimes above the baselines, each figure with its interval. */
export function evalTable({ regimes, baselines, candidates, model, set }: EvalReport): string {
  const table = new Table({
    head: ['', ...columns.map(name => pc.bold(MEASURE_TITLES[name]))],
    // The table's own colours do not ask whether anybody wants colours.
    style: { head: [], border: [], compact: true },
  });
  for (const [title, { measures }] of [
    ['model, each by itself', regimes.single],
    ['model, among the set', regimes.set],
  ] as const)
    table.push([pc.bold(title), ...columns.map(name => figure(measures[name]))]);
  for (const name of Object.keys(BASELINES) as Baseline[])
    table.push([
      BASELINES[name],
      ...RANKING_MEASURES.map(measure => figure(baselines[name][measure])),
      '–',
      '–',
    ]);
  const { counts } = regimes.single;
  const notScored = Object.values(candidates.notScored).reduce((sum, count) => sum + count, 0);
  return [
    table.toString(),
    '',
    `${set.folder}${set.split === null ? '' : `, split ${set.split}`}: ${counts.candidates} candidates ` +
      `(${counts.resolved} resolved) of ${counts.tasks} tasks; ${notScored} could not be scored and are left out.`,
    pc.dim(`${model.name} ${model.version}. Below each figure: its 95 % bootstrap interval over tasks.`),
  ].join('\n');
}

/** The value, and below it the interval. */
function figure({ value, interval }: Measure): string {
  if (value === null) return '–';
  if (interval === null) return value.toFixed(3);
  return `${value.toFixed(3)}\n${pc.dim(`${interval.low.toFixed(3)} … ${interval.high.toFixed(3)}`)}`;
}
