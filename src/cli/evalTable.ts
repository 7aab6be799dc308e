import pc from 'picocolors';
import type { EvalReport } from './evalReport';
import { evalTables, sourceOf, type EvalCell, type EvalTable } from './evalRows';
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

function drawn({ title, columns, rows }: EvalTable): string {
  return framedTable(
    [plain(title), ...columns],
    rows.map(row => [plain(row.title), ...row.cells.map(figure)]),
  );
}

function figure(cell: EvalCell): string {
  if (typeof cell === 'number') return String(cell);
  if (!cell || cell.value === null) return '–';
  return figureWithInterval(cell.value, cell.interval, value => value.toFixed(3));
}
