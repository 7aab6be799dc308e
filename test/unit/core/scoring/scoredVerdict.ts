import { sigmoid } from '../../../../src/core/scoring/calibrate';
import type { ScoredVerdict } from '../../../../src/core/scoring/verdict';

/** A verdict of a model whose calibration is the identity. */
export function scored(logit: number): ScoredVerdict {
  const score = sigmoid(logit);
  return {
    kind: 'scored',
    regime: 'set',
    score,
    interval: { low: score, high: score },
    logit,
    perhapsOtherTask: false,
    evidence: [],
    hunks: [],
    files: [],
    dropped: [],
    problems: [],
    producedBy: {
      model: 'test',
      version: '1',
      regime: 'set',
      trajectory: 'none',
      calibratedOn: 1,
      resolvedShare: 0.4,
      calibrationError: 0,
    },
  };
}
