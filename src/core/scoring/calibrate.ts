import type { CalibrationMap } from '../model/manifest';
import type { Interval } from './verdict';

/** The numbers of a calibration map that turn a logit into a probability. */
type Calibration = Pick<CalibrationMap, 'slope' | 'intercept' | 'replicates'>;

interface CalibratedScore {
  /** Probability in [0, 1]. */
  readonly score: number;
  /** 5th to 95th percentile of the map's bootstrap replicates, widened to hold the score. */
  readonly interval: Interval;
}

/**
 * The probability that belongs to a logit (Platt 1999), with a 90 % interval for how well the map itself is known.
 * The interval says nothing of the patch: it is the spread of the map over resamples of the tasks it was fitted on.
 *
 * @param logit YES minus NO; must be finite
 */
export function calibrate(logit: number, map: Calibration): CalibratedScore {
  const score = sigmoid(map.slope * logit + map.intercept);
  const replicates = map.replicates.map(([slope, intercept]) => sigmoid(slope * logit + intercept));
  replicates.sort((a, b) => a - b);
  // A skewed bootstrap can leave the point estimate outside its own percentiles.
  const low = Math.min(percentile(replicates, 0.05) ?? score, score);
  const high = Math.max(percentile(replicates, 0.95) ?? score, score);
  return { score, interval: { low, high } };
}

/** 1 / (1 + e^-x), without overflow for any finite x. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const power = Math.exp(x);
  return power / (1 + power);
}

/**
 * The value below which a share `q` of the sorted values lies, interpolated linearly between order statistics
 * (type 7 of Hyndman & Fan 1996, NumPy's default). Null without values.
 */
export function percentile(sorted: readonly number[], q: number): number | null {
  const position = q * (sorted.length - 1);
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) return null;
  return below + (above - below) * (position - Math.floor(position));
}
