import * as vscode from 'vscode';
import type { TimelineMessage, TimelineState } from '../../core/protocol/timeline';
import type { Trajectory } from '../../core/trajectory/trajectory';
import type { CaptureControl } from '../capture/captureControl';
import type { RepositoryFinder } from '../capture/repositoryFinder';
import { Disposables } from '../disposal';
import { messageOf } from '../problem';
import type { TaskStore } from '../task/taskStore';
import type { LiveSession } from './liveSession';
import { LiveSessions } from './liveSessions';
import { StepDocuments } from './stepDocuments';
import { timelineState } from './timelineState';
import { TimelineView, TIMELINE_VIEW } from './timelineView';
import type { ScoredSteps, TrajectoryScores } from './trajectoryScores';

/** How long a trajectory must be quiet before it is scored, in milliseconds. */
const SETTLES_MS = 800;

/** What is shown. `chosen` stays until another is; otherwise the recording is followed. */
interface Shown {
  readonly id: string;
  readonly trajectory: Trajectory;
  readonly status: string;
  readonly live: boolean;
  readonly problems: readonly string[];
}

const NOT_SCORED: ScoredSteps = { scores: [], note: '', calibration: '' };

/** The timeline: which trajectory it shows, its scores, and what a click on a step opens. */
export class Timeline implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly view: TimelineView;
  private readonly documents: StepDocuments;
  private chosen: Shown | null = null;
  /** The newest stored one, shown while nothing is being recorded. */
  private newest: Shown | null = null;
  private session: LiveSession | null = null;
  /** A person asked for the recording although an agent's session is live. */
  private preferRecording = false;
  private readonly sessions: LiveSessions;
  private scored: { readonly id: string; readonly result: ScoredSteps } | null = null;
  private scoring: AbortController | null = null;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    extension: vscode.Uri,
    private readonly capture: CaptureControl,
    private readonly repository: RepositoryFinder,
    private readonly tasks: TaskStore,
    private readonly scores: TrajectoryScores,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.view = this.disposables.add(new TimelineView(extension, () => this.state(), log));
    this.documents = this.disposables.add(new StepDocuments(repository));
    this.sessions = this.disposables.add(new LiveSessions(() => this.view.visible, repository, capture, log));
    this.disposables.add(this.sessions.onDidChange(session => this.sessionGrew(session)));
    this.disposables.add(this.view.onDidShow(() => (this.sessions.start(), void this.look())));
    this.disposables.add(this.view.onDidReceive(message => void this.take(message)));
    this.disposables.add(capture.onDidChange(() => void this.look()));
    this.disposables.add(tasks.onDidChange(() => this.changed()));
  }

  /** Shows a stored trajectory. */
  async show(id: string): Promise<void> {
    const store = await this.capture.store();
    const read = await store?.read(id);
    if (read === undefined || read === null) throw new Error('This trajectory cannot be read any more.');
    this.chosen = {
      id,
      trajectory: read.trajectory,
      status: statusOf(read.trajectory, read.hidden),
      live: false,
      problems: read.problems.map(({ message, where }) =>
        where === null ? message : `${where}: ${message}`,
      ),
    };
    this.changed();
    await this.reveal();
  }

  /** Opens the view, which is closed until somebody wants it. */
  async reveal(): Promise<void> {
    await vscode.commands.executeCommand(`${TIMELINE_VIEW}.focus`);
  }

  /** Shows what is being recorded, or the newest trajectory there is. */
  followRecording(): void {
    this.chosen = null;
    this.preferRecording = true;
    void this.look();
  }

  /** Shows the session that an agent is writing. */
  followSession(): void {
    this.chosen = null;
    this.preferRecording = false;
    void this.look();
  }

  /** The session of an agent that is being followed. */
  get liveSession(): LiveSession | null {
    return this.session;
  }

  /** Another scorer may score differently. */
  rescore(): void {
    this.scores.clear();
    this.changed();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.scoring?.abort();
    this.disposables.dispose();
  }

  private get shown(): Shown | null {
    if (this.chosen !== null) return this.chosen;
    const { session } = this;
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

  /** An agent's session grew. It is shown as it grows, unless a person asked for something else. */
  private sessionGrew(session: LiveSession | null): void {
    this.session = session;
    if (session === null) this.preferRecording = false;
    void this.look();
  }

  /** Looks at what there is to show; the disk only when nothing is being recorded and the view is in sight. */
  private async look(): Promise<void> {
    if (!this.view.visible) return;
    try {
      if (this.capture.current === null && this.chosen === null) await this.findNewest();
    } catch (error) {
      this.log.warn(`Stored trajectories cannot be read: ${messageOf(error)}`);
    }
    this.changed();
  }

  private async findNewest(): Promise<void> {
    const store = await this.capture.store();
    const id = (await store?.newest()) ?? null;
    if (id === this.newest?.id) return;
    const read = id === null ? null : await store?.read(id);
    this.newest =
      id === null || read === undefined || read === null
        ? null
        : {
            id,
            trajectory: read.trajectory,
            status: statusOf(read.trajectory, read.hidden),
            live: false,
            problems: [],
          };
  }

  private changed(): void {
    this.view.refresh();
    if (!this.view.visible) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.score(), SETTLES_MS);
  }

  private async score(): Promise<void> {
    const { shown } = this;
    this.scoring?.abort();
    if (shown === null) return;
    const controller = new AbortController();
    this.scoring = controller;
    const { signal } = controller;
    try {
      const found = await this.repository.find();
      const git = found.kind === 'found' ? found.git : null;
      const task = shown.trajectory.task ?? (await this.tasks.current());
      const update = (result: ScoredSteps) => {
        if (signal.aborted) return;
        this.scored = { id: shown.id, result };
        this.view.refresh();
      };
      update(await this.scores.of(await this.withBase(shown), task, git, signal, update));
    } catch (error) {
      if (!signal.aborted) this.log.warn(`The trajectory could not be scored: ${messageOf(error)}`);
    }
  }

  /**
   * The trajectory with the commit it began from. Agents' sessions seldom say; one that is written now is taken to stand on
   * HEAD: what does not fit there is left out by the replay, and said.
   */
  private async withBase({ trajectory, live }: Shown): Promise<Trajectory> {
    if (trajectory.baseCommit !== null || !live) return trajectory;
    const found = await this.repository.find();
    return found.kind === 'found'
      ? { ...trajectory, baseCommit: await found.git.resolve('HEAD') }
      : trajectory;
  }

  private state(): TimelineState {
    const { shown, scored } = this;
    if (shown === null) return this.emptyState();
    const { scores, note, calibration } = scored?.id === shown.id ? scored.result : NOT_SCORED;
    return timelineState({ ...shown, scores, note, calibration });
  }

  private emptyState(): TimelineState {
    const { state } = this.capture;
    const others = [
      { action: 'showTrajectories', label: 'Show Trajectories…' },
      { action: 'importTrajectory', label: 'Import…' },
    ] as const;
    if (!vscode.workspace.isTrusted) {
      return {
        kind: 'message',
        sentence: 'Nothing is recorded in Restricted Mode.',
        actions: [{ action: 'manageTrust', label: 'Manage Trust' }, ...others],
      };
    }
    if (state.kind === 'waiting') {
      const sentence = 'Edit a file, and what you or an agent do appears here step by step.';
      return {
        kind: 'message',
        sentence,
        actions: [{ action: 'startCapture', label: 'Start Recording' }, ...others],
      };
    }
    const sentence =
      state.kind === 'off'
        ? `Nothing is recorded: ${state.reason}.`
        : state.kind === 'failed'
          ? state.problem
          : 'Nothing has been recorded yet.';
    return { kind: 'message', sentence, actions: others };
  }

  private async take(message: TimelineMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        return;
      case 'action':
        await vscode.commands.executeCommand(ACTIONS[message.action]);
        return;
      case 'openStep': {
        const { shown } = this;
        const step = shown?.trajectory.steps[message.step - 1];
        if (shown !== null && step !== undefined) await this.documents.open(await this.withBase(shown), step);
        return;
      }
    }
  }
}

const ACTIONS = {
  showTrajectories: 'sweRm.showTrajectories',
  importTrajectory: 'sweRm.importTrajectory',
  startCapture: 'sweRm.startCapture',
  manageTrust: 'workbench.trust.manage',
  openFolder: 'workbench.action.files.openFolder',
} as const;

function statusOf({ steps }: Trajectory, hidden: number): string {
  const last = steps.findLast(({ timestamp }) => timestamp !== null)?.timestamp ?? null;
  const when =
    last === null
      ? 'Recorded'
      : new Date(last).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
  return hidden === 0 ? when : `${when} · ${hidden} ${hidden === 1 ? 'secret' : 'secrets'} hidden`;
}
