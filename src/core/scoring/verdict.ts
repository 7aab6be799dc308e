import type { EvidenceGroup } from '../evidence/evidence';
import type { DroppedPart } from '../render/modelInput';

/** `single`: the patch by itself. `set`: with the evidence of its agreement with the other candidates. */
export type Regime = 'single' | 'set';

/**
 * Whether the steps that led to the patch counted. `none`: no trajectory was given, or none of its steps did anything.
 * `notCalibrated`: the model has no calibration with trajectories for this regime, so the score was made without.
 */
export type TrajectoryUse = 'none' | 'read' | 'notCalibrated';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export type Verdict = ScoredVerdict | NotScoredVerdict;

export interface ScoredVerdict {
  readonly kind: 'scored';
  readonly regime: Regime;
  /** Calibrated probability in [0, 1] that the patch resolves the task. */
  readonly score: number;
  /** 90 % interval of the calibrated probability (bootstrap of the calibration over tasks). */
  readonly interval: Interval;
  /** YES minus NO, before calibration. */
  readonly logit: number;
  /** Whether it touches so little of what the task speaks of that it may be for another task. */
  readonly perhapsOtherTask: boolean;
  readonly evidence: readonly EvidenceItem[];
  /** Influence of each hunk, when it was asked for. */
  readonly hunks: readonly HunkInfluence[];
  /** Influence of each file, when it was asked for and there is more than one. */
  readonly files: readonly FileInfluence[];
  readonly dropped: readonly DroppedPart[];
  readonly problems: readonly string[];
  readonly producedBy: Provenance;
}

/** One evidence number as shown to people. */
export interface EvidenceItem {
  readonly group: EvidenceGroup;
  readonly name: string;
  readonly description: string;
  readonly value: number;
}

/** `delta` = score of the whole patch − score without this hunk, in [-1, 1]. */
export interface HunkInfluence {
  readonly path: string;
  /** Index of the hunk within its file. */
  readonly hunk: number;
  readonly delta: number;
}

/** `delta` = score of the whole patch − score without this file, in [-1, 1]. */
export interface FileInfluence {
  readonly path: string;
  readonly delta: number;
}

/** What produced a score: a number is never shown without it. */
export interface Provenance {
  readonly model: string;
  readonly version: string;
  readonly regime: Regime;
  readonly trajectory: TrajectoryUse;
  /** Labelled patches the calibration was fitted on, the share of them that resolved their task, its expected calibration error there (15 bins). */
  readonly calibratedOn: number;
  readonly resolvedShare: number;
  readonly calibrationError: number;
  /** Set when outcomes of the user's own repository corrected the score. */
  readonly local?: {
    readonly outcomes: number;
    /** The score by the model's own calibration. */
    readonly modelScore: number;
  };
}

export type NotScoredReason =
  | 'noTask'
  | 'emptyPatch'
  | 'notADiff'
  | 'binaryOnly'
  /** All that it changes is tests, documentation, comments and blank lines. */
  | 'noCode'
  | 'conflictMarkers'
  | 'tooLarge'
  | 'unsafePath'
  | 'combinedDiff'
  /** Its own base does not hold the lines that it changes. */
  | 'doesNotApply'
  /** git cannot read the files that it changes: they are damaged, or were not fetched. */
  | 'unreadable'
  | 'cancelled'
  | 'timeout'
  | 'modelUnusable'
  | 'engineFailed';

export interface NotScoredVerdict {
  readonly kind: 'notScored';
  readonly reason: NotScoredReason;
  /** One sentence: what happened and what to do next. */
  readonly message: string;
}
