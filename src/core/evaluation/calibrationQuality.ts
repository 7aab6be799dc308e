import { mean } from './mean';
import type { LabelledScore } from './labelledScore';

/** The rows whose score fell into one bin, [low, high), the last bin closed. */
export interface ReliabilityBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Null in an empty bin. */
  readonly meanScore: number | null;
  /** Share of resolved candidates; null in an empty bin. */
  readonly resolvedRate: number | null;
}

/** Bins of the expected calibration error, as Guo et al. 2017 and the benchmarks of reward models use them. */
const BINS = 15;

/** Rows binned by score into equally wide bins. */
export function reliabilityBins(rows: readonly LabelledScore[]): ReliabilityBin[] {
  const members: LabelledScore[][] = Array.from({ length: BINS }, () => []);
  for (const row of rows) {
    const bin = Math.min(Math.max(Math.floor(row.score * BINS), 0), BINS - 1);
    members[bin]?.push(row);
  }
  return members.map((inside, index) => ({
    low: index / BINS,
    high: (index + 1) / BINS,
    count: inside.length,
    meanScore: mean(inside.map(row => row.score)),
    resolvedRate: mean(inside.map(row => (row.label ? 1 : 0))),
  }));
}

/** Mean distance between score and resolved rate over the bins, weighted by their rows. Null without rows. */
export function expectedCalibrationError(rows: readonly LabelledScore[]): number | null {
  if (rows.length === 0) return null;
  const gaps = reliabilityBins(rows).map(
    bin => bin.count * Math.abs((bin.meanScore ?? 0) - (bin.resolvedRate ?? 0)),
  );
  return gaps.reduce((sum, gap) => sum + gap, 0) / rows.length;
}

/** Mean squared distance between score and outcome (0 or 1). Null without rows. */
export function brierScore(rows: readonly LabelledScore[]): number | null {
  return mean(rows.map(row => (row.score - (row.label ? 1 : 0)) ** 2));
}
