import { EVIDENCE_GROUPS, type Evidence } from '../../core/evidence/evidence';
import type { EngineShape, EvidenceVector } from './engine';

/**
 * Evidence laid out as the graph takes it.
 *
 * @throws RangeError when a group has another number of values than the model was trained on, or one that is
 *   not a number: both are mistakes of ours, and a score on such input would be worth nothing
 */
export function evidenceVector(evidence: Evidence, features: EngineShape['features']): EvidenceVector {
  const values: number[] = [];
  const mask: number[] = [];
  for (const group of EVIDENCE_GROUPS) {
    const size = features[group];
    const known = size > 0 ? evidence[group] : null;
    if (known && known.length !== size)
      throw new RangeError(`${group} evidence has ${known.length} values, the model reads ${size}`);
    if (known && !known.every(Number.isFinite))
      throw new RangeError(`${group} evidence holds a value that is not a number`);
    values.push(...(known ?? new Array<number>(size).fill(0)));
    mask.push(known ? 1 : 0);
  }
  return { values: Float32Array.from(values), mask: Float32Array.from(mask) };
}
