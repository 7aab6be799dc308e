import { percentile } from '../scoring/calibrate';
import { groupBy } from './grouping';
import { mulberry32 } from './random';

export interface ConfidenceInterval {
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  readonly resamples: number;
  readonly seed: number;
}

/** Values of one statistic, one for each resample; null where it is not defined. */
export type Resampled = readonly (number | null)[];

/**
 * Statistics of resamples of whole tasks: the candidates of a task share its difficulty, and drawing them one by one
 * would make intervals too narrow. A task drawn twice counts as two. The same tasks in the same order and the same
 * seed give the same draws, so that statistics of two sets of scores are paired, resample by resample.
 */
export function resampleTasks<Row extends { readonly taskId: string }, Name extends string>(
  rows: readonly Row[],
  statistics: Readonly<Record<Name, (rows: readonly Row[]) => number | null>>,
  { resamples, seed }: BootstrapOptions,
): Record<Name, Resampled> {
  const tasks = [...groupBy(rows, row => row.taskId).values()];
  const random = mulberry32(seed);
  const names = Object.keys(statistics) as Name[];
  const values = Object.fromEntries(names.map(name => [name, []])) as unknown as Record<
    Name,
    (number | null)[]
  >;
  for (let r = 0; r < resamples; r++) {
    const drawn = tasks.flatMap((_, copy) => {
      const task = tasks[Math.floor(random() * tasks.length)] ?? [];
      return task.map(row => ({ ...row, taskId: `${copy}` }));
    });
    for (const name of names) values[name].push(statistics[name](drawn));
  }
  return values;
}

/**
 * The 95 % percentile interval of a statistic; null when it was defined in fewer than half of the resamples, or there
 * are none. Resamples that do not define it are left out.
 */
export function intervalOf(resampled: Resampled): ConfidenceInterval | null {
  const sorted = resampled.filter(value => value !== null).sort((a, b) => a - b);
  if (sorted.length < resampled.length / 2) return null;
  const low = percentile(sorted, 0.025);
  const high = percentile(sorted, 0.975);
  return low === null || high === null ? null : { low, high };
}
