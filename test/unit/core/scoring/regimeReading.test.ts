import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../../../src/core/evidence/evidence';
import type { CalibrationMap } from '../../../../src/core/model/manifest';
import { regimeReading, withoutTrajectoryScale } from '../../../../src/core/scoring/regimeReading';
import { sigmoid } from '../../../../src/core/scoring/calibrate';
import type { TrajectoryUse } from '../../../../src/core/scoring/verdict';
import { scored } from './scoredVerdict';

const map = (slope: number, intercept: number): CalibrationMap => ({
  slope,
  intercept,
  replicates: [],
  sampleSize: 1,
  resolvedShare: 0.5,
  taskCount: 1,
  ece: 0,
});
const calibration = { single: map(1, 0), set: map(2, 0.5), setTrajectory: map(4, -1) };
const evidence: Evidence = { patch: [1], static: null, process: [2], agreement: [3] };

describe('how a candidate is read', () => {
  it('with its trajectory, by the map made with trajectories', () => {
    const reading = regimeReading(calibration, 'set', evidence);
    expect(reading).toEqual({ evidence, map: calibration.setTrajectory, trajectory: 'read' });
  });

  it('without it where there is no such map', () => {
    expect(regimeReading(calibration, 'single', evidence)).toEqual({
      evidence: { patch: [1], static: null, process: null, agreement: null },
      map: calibration.single,
      trajectory: 'notCalibrated',
    });
  });

  it('by itself without agreement, and without a trajectory as ever', () => {
    const alone = { ...evidence, process: null };
    expect(regimeReading(calibration, 'single', alone)).toEqual({
      evidence: { ...alone, agreement: null },
      map: calibration.single,
      trajectory: 'none',
    });
    expect(regimeReading(calibration, 'set', alone).map).toBe(calibration.set);
  });
});

describe('the scale of a ranking', () => {
  const verdict = (logit: number, trajectory: TrajectoryUse) => {
    const base = scored(logit);
    return { ...base, producedBy: { ...base.producedBy, trajectory } };
  };

  it('gives a score with a trajectory the logit that has the same probability without', () => {
    const logit = withoutTrajectoryScale(calibration, verdict(0.7, 'read'));
    expect(sigmoid(2 * logit + 0.5)).toBeCloseTo(sigmoid(4 * 0.7 - 1), 12);
    const flat = withoutTrajectoryScale({ ...calibration, set: map(0.5, 0) }, verdict(0.7, 'read'));
    expect(sigmoid(0.5 * flat)).toBeCloseTo(sigmoid(4 * 0.7 - 1), 12);
  });

  it('leaves the others as they are', () => {
    expect(withoutTrajectoryScale(calibration, verdict(0.7, 'none'))).toBe(0.7);
    expect(withoutTrajectoryScale(calibration, verdict(0.7, 'notCalibrated'))).toBe(0.7);
  });

  it('makes nothing of a map that turns the order round', () => {
    const upsideDown = { ...calibration, set: map(-1, 0) };
    expect(withoutTrajectoryScale(upsideDown, verdict(0.7, 'read'))).toBe(0.7);
  });
});
