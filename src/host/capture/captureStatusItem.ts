import * as vscode from 'vscode';
import { Disposables } from '../disposal';
import type { LiveSessions } from '../trajectories/liveSessions';
import type { CaptureControl } from './captureControl';
import { countText } from '../../core/text/countText';

/** The sign that work is being recorded, in the status bar for as long as capture is on; a click offers what can be done. */
export class CaptureStatusItem implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly item = this.disposables.add(
    vscode.window.createStatusBarItem('sweRm.capture', vscode.StatusBarAlignment.Left, 49),
  );

  constructor(
    private readonly capture: CaptureControl,
    private readonly sessions: LiveSessions,
  ) {
    this.item.name = 'SWE-RM: Recording';
    this.item.command = 'sweRm.captureMenu';
    this.disposables.add(capture.onDidChange(() => this.draw()));
    this.disposables.add(sessions.onDidChange(() => this.draw()));
    this.draw();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private draw(): void {
    const words = this.words();
    if (words === null) return this.item.hide();
    const [icon, recording, about] = words;
    const session = this.sessions.current;
    const text = session === null ? recording : `${recording} · ${session.agent} live`;
    const tooltip =
      session === null
        ? about
        : `${about} ${session.agent} is writing its own session here, which is read as it grows: ${countText(session.trajectory.steps.length, 'step')} so far.`;
    this.item.text = `${icon} ${text}`;
    this.item.tooltip = tooltip;
    this.item.accessibilityInformation = { label: `SWE-RM: ${text}. ${tooltip}`, role: 'button' };
    this.item.show();
  }

  private words(): readonly [icon: string, text: string, tooltip: string] | null {
    const { state } = this.capture;
    switch (state.kind) {
      case 'off':
        return null;
      case 'preparing':
        return [
          '$(loading~spin)',
          'Preparing to record',
          'Reading what has already changed; the first edit after that starts a recording.',
        ];
      case 'waiting':
        return [
          '$(circle-large-outline)',
          'Ready to record',
          'The first edit starts a recording of your work here; it stays on this machine.',
        ];
      case 'recording':
        return [
          '$(record)',
          `Recording: ${countText(state.steps, 'step')}`,
          `Your work here is being recorded; the recording stays on this machine. ${hidden(state.hidden)}`,
        ];
      case 'paused':
        return [
          '$(debug-pause)',
          'Recording paused',
          `${countText(state.steps, 'step')} so far. Nothing is recorded now.`,
        ];
      case 'stopped':
        return [
          '$(circle-slash)',
          'Not recording',
          'Recording was stopped; nothing is recorded until you start it again.',
        ];
      case 'failed':
        return ['$(warning)', 'Not recording', state.problem];
    }
  }
}

function hidden(count: number): string {
  if (count === 0) return 'No secrets had to be hidden.';
  return `${countText(count, 'secret was', 'secrets were')} hidden.`;
}
