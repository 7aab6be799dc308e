import * as vscode from 'vscode';
import type { Trajectory } from '../../core/trajectory/trajectory';
import type { ReadTrajectory } from '../../platform/store/entries';
import type { CaptureControl } from '../capture/captureControl';
import { Disposables } from '../disposal';
import { momentText } from '../momentText';
import type { LiveSessions } from './liveSessions';
import { countText } from '../../core/text/countText';
import { problemSentence } from '../../core/trajectory/trajectoryProblems';

/** A trajectory as the timeline shows it. */
export interface Shown {
  readonly id: string;
  readonly trajectory: Trajectory;
  /** "Recording", "Claude Code, live", "May 3, 2026, 12:03 PM" */
  readonly status: string;
  readonly live: boolean;
  readonly problems: readonly string[];
}

/**
 * Which trajectory is shown: one that a person chose; else the session that an agent is writing; else what is being
 * recorded; else the newest that is stored.
 */
export class ShownTrajectory implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  private chosen: Shown | null = null;
  private newest: Shown | null = null;
  /** A person asked for the recording although an agent's session is live. */
  private preferRecording = false;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly capture: CaptureControl,
    private readonly sessions: LiveSessions,
  ) {
    this.disposables.add(
      sessions.onDidChange(() => {
        if (sessions.current === null) this.preferRecording = false;
        this.changed.fire();
      }),
    );
  }

  get current(): Shown | null {
    if (this.chosen !== null) return this.chosen;
    const session = this.sessions.current;
    if (session !== null && !this.preferRecording) {
      const { path, agent, trajectory, problems } = session;
      return { id: path, trajectory, status: `${agent}, live`, live: true, problems };
    }
    const { current, state } = this.capture;
    if (current !== null && current.steps.length > 0) {
      const status = state.kind === 'paused' ? 'Recording paused' : 'Recording';
      const trajectory = { ...current.root, steps: current.steps };
      return { id: current.id, trajectory, status, live: true, problems: [] };
    }
    return this.newest;
  }

  /** Shows a stored trajectory until something else is asked for. @throws when it cannot be read */
  async choose(id: string): Promise<void> {
    const store = await this.capture.store();
    const read = await store?.read(id);
    if (read === undefined || read === null) throw new Error('This trajectory can no longer be read.');
    this.chosen = storedTrajectory(id, read);
    this.changed.fire();
  }

  /** Shows what is being recorded, or the newest trajectory there is. */
  followRecording(): void {
    this.follow(true);
  }

  /** Shows the session that an agent is writing. */
  followSession(): void {
    this.follow(false);
  }

  /** Looks for the newest stored trajectory, where that is what would be shown. */
  async look(): Promise<void> {
    if (this.capture.current !== null || this.chosen !== null) return;
    const store = await this.capture.store();
    const id = (await store?.newest()) ?? null;
    if (id === (this.newest?.id ?? null)) return;
    const read = id === null ? null : await store?.read(id);
    this.newest = id === null || read === undefined || read === null ? null : storedTrajectory(id, read);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private follow(recording: boolean): void {
    this.chosen = null;
    this.preferRecording = recording;
    this.changed.fire();
  }
}

function storedTrajectory(id: string, { trajectory, hidden, problems }: ReadTrajectory): Shown {
  return {
    id,
    trajectory,
    status: whenRecorded(trajectory, hidden),
    live: false,
    problems: problems.map(problemSentence),
  };
}

function whenRecorded({ steps }: Trajectory, hidden: number): string {
  const last = steps.findLast(({ timestamp }) => timestamp !== null)?.timestamp ?? null;
  const when = last === null ? 'Recorded' : momentText(last);
  return hidden === 0 ? when : `${when} · ${countText(hidden, 'secret')} hidden`;
}
