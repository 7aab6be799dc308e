import type { ConfidenceInterval } from '../core/evaluation/bootstrap';
import type { Perturbation } from '../core/perturbation/perturbation';

/** What `swe-rm robustness --json` prints. Documented in docs/formats.md; names are stable. */
export interface RobustnessReport {
  readonly set: { readonly folder: string; readonly split: string | null };
  readonly model: { readonly name: string; readonly version: string };
  readonly patches: number;
  readonly perturbations: readonly PerturbationReport[];
}

export interface PerturbationReport {
  readonly name: string;
  readonly title: string;
  readonly expected: Perturbation['expected'];
  /** Patches it could be made of; for a harmful one, of those that resolve their task. */
  readonly patches: number;
  /** Score of the perturbed patch less that of the patch itself. */
  readonly meanChange: Estimate;
  readonly meanAbsoluteChange: Estimate;
  /** Share of patches whose score stays within the 90 % interval that it was given with. */
  readonly withinInterval: Estimate;
  /** Share of patches whose perturbed score is lower. */
  readonly below: Estimate;
  /** Share of perturbed patches that are said to be perhaps for another task. */
  readonly perhapsOtherTask: Estimate;
  /** Perturbed patches that do not apply to the base of the task, so that the editor and `rank` would give them no score. */
  readonly unfit: number;
  /** Patches of which that is known: all files that they name are in the set. */
  readonly fitKnown: number;
}

export interface Estimate {
  readonly value: number;
  /** 95 %, bootstrap over tasks; null without resamples. */
  readonly interval: ConfidenceInterval | null;
}
