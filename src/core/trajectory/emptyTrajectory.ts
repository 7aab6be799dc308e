import type { Step, Trajectory } from './trajectory';

/**
 * A step of which nothing is known: what is known is written over it. Its source is nobody in particular: who did it is the
 * trajectory's origin, and unknown without evidence.
 */
export const EMPTY_STEP: Omit<Step, 'id'> = {
  timestamp: null,
  source: 'system',
  kind: 'other',
  message: '',
  reasoning: null,
  call: null,
  command: null,
  exitCode: null,
  output: null,
  patch: null,
};

/** A trajectory of which nothing is known. */
export const EMPTY_TRAJECTORY: Trajectory = {
  sessionId: null,
  agent: { name: 'unknown', version: null, model: null },
  origin: { kind: 'unknown' },
  task: null,
  workspace: null,
  baseCommit: null,
  steps: [],
  patch: null,
  notes: null,
};
