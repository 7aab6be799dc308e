import { boundSteps, processSteps, recordedEdit, type ProcessStep } from '../../core/evidence/processStep';
import { holdsCheck } from '../../core/evidence/stepReading';
import type { CaptureControl } from '../capture/captureControl';
import type { LiveSession } from './liveSession';
import { countText } from '../../core/text/countText';

/** The steps that led to the current change, as evidence. */
export interface ChangeSteps {
  readonly steps: readonly ProcessStep[];
  /** "7 recorded steps", "42 steps of Claude Code" */
  readonly words: string;
}

/**
 * The steps that led to a change since a commit: those of the agent whose own session shows that it made the change, else
 * those recorded here, with what is still to be recorded.
 *
 * Null when nothing is recorded now, when the recording began from another commit, and while no test or program was run:
 * edits alone say no more than the change does.
 *
 * @param base full commit id
 */
export function changeSteps(
  base: string,
  { current, recorder }: Pick<CaptureControl, 'current' | 'recorder'>,
  session: LiveSession | null,
): ChangeSteps | null {
  if (current?.root.baseCommit !== base || recorder?.state.kind !== 'recording') return null;
  const { origin } = current.root;
  const isAgents =
    session !== null &&
    origin.kind === 'agent' &&
    origin.evidence.some(({ kind, detail }) => kind === 'sessionFile' && detail === session.path);
  const found = isAgents
    ? {
        steps: processSteps(session.trajectory, session.trajectory.workspace),
        words: `${countText(session.trajectory.steps.length, 'step')} of ${session.agent}`,
      }
    : {
        steps: boundSteps([...processSteps(current), ...[...recorder.unrecorded].map(recordedEdit)]),
        words: countText(current.steps.length, 'recorded step'),
      };
  return holdsCheck(found.steps) ? found : null;
}
