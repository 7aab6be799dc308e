import * as vscode from 'vscode';
import type { CaptureControl } from '../capture/captureControl';
import type { LiveSessions } from './liveSessions';

/** Tells when a step was added to those that the current change is read with: a command that ended, an agent's next one. */
export function followSteps(
  recording: CaptureControl,
  sessions: LiveSessions,
  added: () => void,
): vscode.Disposable {
  let known = 0;
  const look = () => {
    const { current } = recording;
    const ofAgent =
      current?.root.origin.kind === 'agent' ? (sessions.current?.trajectory.steps.length ?? 0) : 0;
    const count = (current?.steps.length ?? 0) + ofAgent;
    if (count !== known) added();
    known = count;
  };
  return vscode.Disposable.from(recording.onDidChange(look), sessions.onDidChange(look));
}
