import { describe, expect, it } from 'vitest';
import { calibrate, percentile, sigmoid } from '../../../../src/core/scoring/calibrate';

describe('calibrate', () => {
  it('maps a logit by slope and intercept', () => {
    const { score } = calibrate(2, { slope: 0.5, intercept: -1, replicates: [] });
    expect(score).toBeCloseTo(0.5, 12);
    expect(calibrate(0, { slope: 3, intercept: Math.log(3), replicates: [] }).score).toBeCloseTo(0.75, 12);
    expect(calibrate(0, { slope: 3, intercept: -Math.log(3), replicates: [] }).score).toBeCloseTo(0.25, 12);
  });

  it('takes the 5th and 95th percentile of the replicates', () => {
    const replicates = Array.from({ length: 101 }, (_, i): [number, number] => [0, (i - 50) / 50]);
    const { interval } = calibrate(7, { slope: 0, intercept: 0, replicates: replicates.toReversed() });
    expect(interval.low).toBeCloseTo(sigmoid(-0.9), 12);
    expect(interval.high).toBeCloseTo(sigmoid(0.9), 12);
  });

  it('widens an interval that leaves the score outside', () => {
    const replicates = Array.from({ length: 20 }, (): [number, number] => [0, 1]);
    const { score, interval } = calibrate(0, { slope: 0, intercept: 0, replicates });
    expect(score).toBe(0.5);
    expect(interval).toEqual({ low: 0.5, high: sigmoid(1) });
    const below = replicates.map(([slope]): [number, number] => [slope, -1]);
    expect(calibrate(0, { slope: 0, intercept: 0, replicates: below }).interval).toEqual({
      low: sigmoid(-1),
      high: 0.5,
    });
  });

  it.each([-1e308, -800, 800, 1e308])('stays in [0, 1] at logit %d', logit => {
    const { score } = calibrate(logit, { slope: 1, intercept: 0, replicates: [[1, 0]] });
    expect(score).toBe(logit > 0 ? 1 : 0);
  });
});

describe('percentile', () => {
  it('interpolates between order statistics', () => {
    expect(percentile([1, 2, 4], 0.5)).toBe(2);
    expect(percentile([1, 2, 4], 0.75)).toBe(3);
    expect(percentile([5], 0.05)).toBe(5);
    expect(percentile([], 0.5)).toBeNull();
  });
});
