import { describe, expect, it } from 'vitest';
import type { CalibrationMap, Manifest } from '../../../../src/core/model/manifest';
import { forSetSize } from '../../../../src/core/scoring/setSize';

const numbers = (slope: number, intercept: number) => ({
  slope,
  intercept,
  replicates: [[slope + 1, intercept - 1] satisfies [number, number]],
  ece: 0.08,
});
const map = (slope: number, intercept: number): CalibrationMap => ({
  ...numbers(slope, intercept),
  sampleSize: 1,
  resolvedShare: 0.5,
  taskCount: 1,
  ece: 0.02,
});
const manifest: Pick<Manifest, 'calibration' | 'ordering'> = {
  calibration: {
    single: map(3, 0),
    set: { ...map(1, 0), ofTwo: numbers(0.5, -2) },
    setTrajectory: { ...map(2, 0), ofTwo: numbers(4, 0) },
  },
  ordering: {
    single: { slope: 1, pairCount: 1 },
    set: { slope: 1.2, pairCount: 1, ofTwo: { slope: 0.4 } },
  },
};

describe('the calibration of a set', () => {
  it('of two is the one measured on sets of two', () => {
    const { calibration, ordering } = forSetSize(manifest, 2);
    expect(calibration.set).toMatchObject(numbers(0.5, -2));
    expect(calibration.setTrajectory).toMatchObject(numbers(4, 0));
    expect(ordering.set.slope).toBeCloseTo(0.4, 12);
  });

  it('of one is that of two: nothing smaller was measured', () => {
    expect(forSetSize(manifest, 1)).toEqual(forSetSize(manifest, 2));
  });

  it('of more lies straight in 1 / size between that and a very large one, replicates too', () => {
    const { calibration, ordering } = forSetSize(manifest, 4);
    expect(calibration.set).toMatchObject({ slope: 0.75, intercept: -1, replicates: [[1.75, -2]] });
    expect(calibration.set.ece).toBeCloseTo(0.05, 12);
    expect(ordering.set.slope).toBeCloseTo(0.8, 12);
    expect(forSetSize(manifest, 1e9).calibration.set.slope).toBeCloseTo(1, 6);
  });

  it('leaves a candidate by itself alone', () => {
    for (const size of [1, 2, 9]) {
      const { calibration, ordering } = forSetSize(manifest, size);
      expect(calibration.single).toBe(manifest.calibration.single);
      expect(calibration.singleTrajectory).toBeUndefined();
      expect(ordering.single).toBe(manifest.ordering.single);
    }
  });
});
