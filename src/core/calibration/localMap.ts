import { sigmoid } from '../scoring/calibrate';

/**
 * A map on top of the model's own: from the probability it states to the one that fits what happened here.
 * p' = sigmoid(slope · logit(p) + intercept); (1, 0) leaves everything as it is.
 */
export interface LocalCoefficients {
  readonly slope: number;
  readonly intercept: number;
}

export interface ScoredOutcome {
  /** Probability that the model had stated, by its own calibration. */
  readonly score: number;
  readonly well: boolean;
}

const IDENTITY: LocalCoefficients = { slope: 1, intercept: 0 };

/**
 * Standard deviations of the Gaussian prior around the identity, in log-odds: the model's own map is what we believe
 * until outcomes say otherwise. One unit of intercept turns 50 % into 73 %: repositories differ by about that much.
 */
const PRIOR_SLOPE = 0.5;
const PRIOR_INTERCEPT = 1;

/** A probability of 0 or 1 has no log-odds; a model that says so is taken to mean this much. */
const CLOSEST = 1e-4;

const MAX_STEPS = 50;
const CLOSE_ENOUGH = 1e-9;

export function logit(probability: number): number {
  const inside = Math.min(1 - CLOSEST, Math.max(CLOSEST, probability));
  return Math.log(inside / (1 - inside));
}

/** The probability that the map gives to a score. */
export function mapped(score: number, { slope, intercept }: LocalCoefficients): number {
  return sigmoid(slope * logit(score) + intercept);
}

/**
 * Platt scaling (Platt 1999) with the prior above: the two numbers with the highest posterior density. The objective is
 * strictly concave, so Newton's method with halved steps finds its only maximum. Without rows it is the identity.
 */
export function fitLocalMap(rows: readonly ScoredOutcome[]): LocalCoefficients {
  const points = rows.map(({ score, well }) => ({ x: logit(score), y: well ? 1 : 0 }));
  let current = IDENTITY;
  let height = posterior(points, current);
  for (let step = 0; step < MAX_STEPS; step++) {
    const direction = newtonStep(points, current);
    let size = 1;
    let next = moved(current, direction, size);
    while (posterior(points, next) < height && size > CLOSE_ENOUGH)
      next = moved(current, direction, (size /= 2));
    const reached = posterior(points, next);
    if (!(reached > height + CLOSE_ENOUGH)) break;
    current = next;
    height = reached;
  }
  return current;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Log posterior density, up to a constant. */
function posterior(points: readonly Point[], { slope, intercept }: LocalCoefficients): number {
  const prior = ((slope - 1) / PRIOR_SLOPE) ** 2 / 2 + (intercept / PRIOR_INTERCEPT) ** 2 / 2;
  return points.reduce((sum, { x, y }) => {
    const margin = slope * x + intercept;
    // log sigmoid(±margin), without overflow.
    const signed = y === 1 ? margin : -margin;
    return sum - (signed > 0 ? Math.log1p(Math.exp(-signed)) : Math.log1p(Math.exp(signed)) - signed);
  }, -prior);
}

function newtonStep(points: readonly Point[], { slope, intercept }: LocalCoefficients): LocalCoefficients {
  let [gradSlope, gradIntercept] = [-(slope - 1) / PRIOR_SLOPE ** 2, -intercept / PRIOR_INTERCEPT ** 2];
  let [ss, si, ii] = [1 / PRIOR_SLOPE ** 2, 0, 1 / PRIOR_INTERCEPT ** 2];
  for (const { x, y } of points) {
    const p = sigmoid(slope * x + intercept);
    const weight = p * (1 - p);
    gradSlope += (y - p) * x;
    gradIntercept += y - p;
    ss += weight * x * x;
    si += weight * x;
    ii += weight;
  }
  const determinant = ss * ii - si * si;
  return {
    slope: (ii * gradSlope - si * gradIntercept) / determinant,
    intercept: (ss * gradIntercept - si * gradSlope) / determinant,
  };
}

function moved(from: LocalCoefficients, by: LocalCoefficients, size: number): LocalCoefficients {
  return { slope: from.slope + size * by.slope, intercept: from.intercept + size * by.intercept };
}
