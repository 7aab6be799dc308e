import { withoutAgreement, withoutProcess } from '../evidence/taskEvidence';
import type { Evidence } from '../evidence/evidence';
import type { CalibrationMap } from '../model/manifest';
import type { SizedCalibration } from './setSize';
import type { Regime, ScoredVerdict, TrajectoryUse } from './verdict';

/** How a candidate is read in a regime: with which evidence, and what turns the answer into a probability. */
export interface RegimeReading {
  readonly evidence: Evidence;
  readonly map: CalibrationMap;
  readonly trajectory: TrajectoryUse;
}

const withTrajectory = { single: 'singleTrajectory', set: 'setTrajectory' } as const;

/**
 * The steps that led to a patch count only where the model has a calibration for scores made with them; elsewhere they
 * are masked, because a number that was calibrated on other evidence would mean nothing.
 */
export function regimeReading(
  calibration: SizedCalibration['calibration'],
  regime: Regime,
  evidence: Evidence,
): RegimeReading {
  const own = regime === 'single' ? withoutAgreement(evidence) : evidence;
  if (!evidence.process) return { evidence: own, map: calibration[regime], trajectory: 'none' };
  const map = calibration[withTrajectory[regime]];
  if (map) return { evidence: own, map, trajectory: 'read' };
  return { evidence: withoutProcess(own), map: calibration[regime], trajectory: 'notCalibrated' };
}

/**
 * The logit that would have had the same score without a trajectory. Scores with and without one come from different maps;
 * this puts those of one ranking on one scale, the one that the order of pairs was measured on.
 */
export function withoutTrajectoryScale(
  calibration: SizedCalibration['calibration'],
  { regime, logit, producedBy }: ScoredVerdict,
): number {
  const base = calibration[regime];
  const own = producedBy.trajectory === 'read' ? calibration[withTrajectory[regime]] : undefined;
  // A map that turns the order round says that the model is worthless; nothing is made of it.
  if (!own || base.slope <= 0) return logit;
  return (own.slope * logit + own.intercept - base.intercept) / base.slope;
}
