import type { TimelineState } from '../../core/protocol/timeline';
import type { CaptureState } from '../capture/captureControl';

const OTHERS = [
  { action: 'showTrajectories', label: 'Show Trajectories…' },
  { action: 'importTrajectory', label: 'Import…' },
] as const;

/** What the timeline says while there is nothing to show, and what can be done about it. */
export function emptyTimeline(state: CaptureState, trusted: boolean): TimelineState {
  if (!trusted)
    return {
      kind: 'message',
      sentence: 'Nothing is recorded in Restricted Mode.',
      actions: [{ action: 'manageTrust', label: 'Manage Trust' }, ...OTHERS],
    };
  switch (state.kind) {
    case 'preparing':
    case 'waiting':
      return {
        kind: 'message',
        sentence: 'Edit a file, and what you or an agent do appears here step by step.',
        actions: [{ action: 'startCapture', label: 'Start Recording' }, ...OTHERS],
      };
    case 'off':
      return { kind: 'message', sentence: `Nothing is recorded: ${state.reason}.`, actions: OTHERS };
    case 'failed':
      return { kind: 'message', sentence: state.problem, actions: OTHERS };
    case 'paused':
      return {
        kind: 'message',
        sentence: 'Recording is paused.',
        actions: [{ action: 'startCapture', label: 'Continue Recording' }, ...OTHERS],
      };
    case 'stopped':
      return {
        kind: 'message',
        sentence: 'Recording was stopped; nothing is recorded until you start it again.',
        actions: [{ action: 'startCapture', label: 'Start Recording' }, ...OTHERS],
      };
    case 'recording':
      return { kind: 'message', sentence: 'Nothing has been recorded yet.', actions: OTHERS };
  }
}

/** Why there is no trajectory, and how to get one: an edit begins one only where it would be recorded. */
export function nothingStored(state: CaptureState): string {
  const how =
    state.kind === 'off'
      ? `Nothing is recorded: ${state.reason}. You can import one.`
      : 'The first edit starts one. You can also import one.';
  return `No trajectory is stored for this folder yet. ${how}`;
}
