import { groupBy } from './grouping';
import { mean } from './mean';
import type { LabelledScore } from './labelledScore';

/** Candidates a task needs before choosing among them says anything. */
const MIN_CANDIDATES = 4;

/** Expected share of resolved tasks when one of k candidates, drawn at random without replacement, is taken. */
export interface BestOfKPoint {
  readonly k: number;
  /** The one with the highest score; among equals, any. */
  readonly selected: number;
  /** Any. */
  readonly random: number;
  /** A resolved one if there is one. */
  readonly oracle: number;
  /** Tasks with at least k candidates: the ones the three rates are means over. */
  readonly tasks: number;
}

/**
 * The best-of-k curve over the tasks with at least `MIN_CANDIDATES` candidates, for k from 1 to `maxK`; it ends
 * where no task has k candidates. The expectations are exact, not sampled.
 */
export function bestOfKCurve(rows: readonly LabelledScore[], maxK: number): BestOfKPoint[] {
  const tasks = choosable(rows).map(tierCandidates);
  const curve: BestOfKPoint[] = [];
  for (let k = 1; k <= maxK; k++) {
    const large = tasks.filter(task => task.size >= k);
    const selected = mean(large.map(task => selectedRate(task, k)));
    const random = mean(large.map(task => task.resolved / task.size));
    const oracle = mean(large.map(task => 1 - shareWithout(task.size, task.resolved, k)));
    if (selected === null || random === null || oracle === null) break;
    curve.push({ k, selected, random, oracle, tasks: large.length });
  }
  return curve;
}

/** What choosing by score gains, over all candidates of each task with at least `MIN_CANDIDATES`. */
export interface Selection {
  /** Mean resolved rate of the top-scored candidate (ties averaged), of any, and of the best. */
  readonly selected: number;
  readonly random: number;
  readonly oracle: number;
  /** (selected − random) / (oracle − random): 0 is no better than chance, 1 perfect. Null when nothing can be gained. */
  readonly efficiency: number | null;
  readonly tasks: number;
}

/** Null when no task has enough candidates. */
export function selection(rows: readonly LabelledScore[]): Selection | null {
  const tasks = choosable(rows).map(tierCandidates);
  const selected = mean(tasks.map(task => selectedRate(task, task.size)));
  const random = mean(tasks.map(task => task.resolved / task.size));
  const oracle = mean(tasks.map(task => (task.resolved > 0 ? 1 : 0)));
  if (selected === null || random === null || oracle === null) return null;
  const gain = oracle - random;
  return {
    selected,
    random,
    oracle,
    efficiency: gain > 0 ? (selected - random) / gain : null,
    tasks: tasks.length,
  };
}

/** The candidates of a task that share a score. */
interface Tier {
  readonly size: number;
  readonly resolved: number;
}

interface TieredTask extends Tier {
  /** From the highest score down. */
  readonly tiers: readonly Tier[];
}

function choosable(rows: readonly LabelledScore[]): (readonly LabelledScore[])[] {
  return [...groupBy(rows, row => row.taskId).values()].filter(task => task.length >= MIN_CANDIDATES);
}

function tierCandidates(task: readonly LabelledScore[]): TieredTask {
  const byScore = [...task].sort((a, b) => b.score - a.score);
  const tiers = [...groupBy(byScore, row => String(row.score)).values()].map(countResolved);
  return { ...countResolved(task), tiers };
}

function countResolved(rows: readonly LabelledScore[]): Tier {
  return { size: rows.length, resolved: rows.filter(row => row.label).length };
}

/** The top of k random candidates lies in a tier when all k miss the tiers above but not this one as well. */
function selectedRate(task: TieredTask, k: number): number {
  let rate = 0;
  let above = 0;
  for (const tier of task.tiers) {
    const here = shareWithout(task.size, above, k) - shareWithout(task.size, above + tier.size, k);
    rate += here * (tier.resolved / tier.size);
    above += tier.size;
  }
  return rate;
}

/** Share of the k-subsets of `size` things that hold none of `excluded` given ones: C(size − excluded, k) / C(size, k). */
function shareWithout(size: number, excluded: number, k: number): number {
  let share = 1;
  for (let i = 0; i < k; i++) share *= Math.max(0, size - excluded - i) / (size - i);
  return share;
}
