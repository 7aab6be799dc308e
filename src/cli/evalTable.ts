import pc from 'picocolors';
import type { Measure } from '../core/evaluation/evaluate';
import type { EvalReport } from './evalReport';
import { EVAL_COLUMNS, evalTables, MEASURE_TITLES, sourceOf, type EvalTable } from './evalRows';
import { plain } from './plain';
import { figureWithInterval, framedTable } from './table';

/** An evaluation for people: the scores in both regimes above the baselines, and by how much they are ahead. */
export function evalTable(report: EvalReport): string {
  const { regimes, candidates, set } = report;
  const { counts } = regimes.single;
  const notScored = Object.values(candidates.notScored).reduce((sum, count) => sum + count, 0);
  return [
    ...evalTables(report).map(drawn),
    `${plain(set.folder)}${set.split === null ? '' : `, split ${plain(set.split)}`}: ${counts.candidates} candidates ` +
      `(${counts.resolved} resolved) of ${counts.tasks} tasks; ${notScored} could not be scored and are left out.`,
    pc.dim(`${plain(sourceOf(report))}. Below each figure: its 95 % bootstrap interval over tasks.`),
  ].join('\n\n');
}

function drawn({ title, rows }: EvalTable): string {
  return framedTable(
    [plain(title), ...EVAL_COLUMNS.map(name => MEASURE_TITLES[name])],
    rows.map(row => [plain(row.title), ...row.cells.map(figure)]),
  );
}

function figure(measure: Measure | null): string {
  if (!measure || measure.value === null) return '–';
  return figureWithInterval(measure.value, measure.interval, value => value.toFixed(3));
}
