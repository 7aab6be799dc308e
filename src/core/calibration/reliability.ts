import type { ScoredOutcome } from './localMap';

/** Outcomes with neighbouring scores. */
interface ReliabilityPoint {
  readonly count: number;
  readonly meanScore: number;
  /** Share that turned out well. */
  readonly rate: number;
}

/** A reliability diagram and its summary. */
export interface Reliability {
  /** In the order of their scores. */
  readonly points: readonly ReliabilityPoint[];
  /** Mean distance between score and rate over the points, weighted by their outcomes. */
  readonly error: number;
  /** Mean squared distance between score and outcome. */
  readonly brier: number;
}

const BINS = 5;

/**
 * Five bins of about equally many outcomes: with some dozens of them, bins of equal width would be empty or hold one,
 * and a bin of one is always off by as much as it can be. Outcomes of one score stay together: parted, by what they came to,
 * they would seem to be as far off as can be.
 */
export function reliability(rows: readonly ScoredOutcome[]): Reliability {
  const sorted = [...rows].sort((a, b) => a.score - b.score);
  const begin = (bin: number): number => {
    const first = sorted[Math.round((bin * sorted.length) / BINS)];
    return first === undefined ? sorted.length : sorted.findIndex(({ score }) => score === first.score);
  };
  const points = Array.from({ length: BINS }, (_, bin) => sorted.slice(begin(bin), begin(bin + 1)))
    .filter(inside => inside.length > 0)
    .map(inside => ({
      count: inside.length,
      meanScore: inside.reduce((sum, { score }) => sum + score, 0) / inside.length,
      rate: inside.filter(({ well }) => well).length / inside.length,
    }));
  const error = points.reduce(
    (sum, { count, meanScore, rate }) => sum + count * Math.abs(meanScore - rate),
    0,
  );
  const brier = rows.reduce((sum, { score, well }) => sum + (score - (well ? 1 : 0)) ** 2, 0);
  return { points, error: error / Math.max(1, rows.length), brier: brier / Math.max(1, rows.length) };
}
