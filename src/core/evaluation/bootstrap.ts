import { percentile } from '../scoring/calibrate';
import { groupBy } from './grouping';
import type { LabelledScore } from './labelledScore';
import { mulberry32 } from './random';

export interface ConfidenceInterval {
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  readonly resamples: number;
  readonly seed: number;
}

/**
 * 95 % percentile intervals of statistics, from resampling whole tasks: the candidates of a task share its
 * difficulty, and drawing them one by one would make the intervals too narrow. A task drawn twice counts as two.
 *
 * @param statistics each gives null where it is not defined; such resamples are left out of its interval
 * @returns an interval for each statistic, null when it was defined in fewer than half of the resamples
 */
export function bootstrapOverTasks<Name extends string>(
  rows: readonly LabelledScore[],
  statistics: Readonly<Record<Name, (rows: readonly LabelledScore[]) => number | null>>,
  { resamples, seed }: BootstrapOptions,
): Record<Name, ConfidenceInterval | null> {
  const tasks = [...groupBy(rows, row => row.taskId).values()];
  const random = mulberry32(seed);
  const names = Object.keys(statistics) as Name[];
  const values = new Map<Name, number[]>(names.map(name => [name, []]));
  for (let r = 0; r < resamples; r++) {
    const drawn = tasks.flatMap((_, copy) => {
      const task = tasks[Math.floor(random() * tasks.length)] ?? [];
      return task.map(row => ({ ...row, taskId: `${copy}` }));
    });
    for (const name of names) {
      const value = statistics[name](drawn);
      if (value !== null) values.get(name)?.push(value);
    }
  }
  const intervals = names.map(name => [name, intervalOf(values.get(name) ?? [], resamples)] as const);
  return Object.fromEntries(intervals) as Record<Name, ConfidenceInterval | null>;
}

function intervalOf(values: readonly number[], resamples: number): ConfidenceInterval | null {
  if (values.length < resamples / 2) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const low = percentile(sorted, 0.025);
  const high = percentile(sorted, 0.975);
  return low === null || high === null ? null : { low, high };
}
