import * as vscode from 'vscode';
import type { TimelineMessage, TimelineState } from '../../core/protocol/timeline';
import type { Trajectory } from '../../core/trajectory/trajectory';
import type { CaptureControl } from '../capture/captureControl';
import type { RepositoryFinder } from '../capture/repositoryFinder';
import { Disposables } from '../disposal';
import { LatestWork } from '../latestWork';
import type { PageView } from '../pageView';
import type { Scoring } from '../scoring/scoring';
import type { TaskStore } from '../task/taskStore';
import { telling } from '../telling';
import { emptyTimeline } from './emptyTimeline';
import type { Shown, ShownTrajectory } from './shownTrajectory';
import { StepDocuments } from './stepDocuments';
import { TIMELINE_VIEW } from './timelinePage';
import type { ScoredSteps, TrajectoryScores } from './trajectoryScores';
import { messageOf } from '../../core/text/messageOf';

/** How long a trajectory must be quiet before it is scored, in milliseconds. */
const SETTLES_MS = 800;

const NOT_SCORED: ScoredSteps = { scores: [], note: '', calibration: '' };

/** The timeline: draws the trajectory that is shown, has it scored, and opens what a click on a step asks for. */
export class Timeline implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly documents: StepDocuments;
  private scored: { readonly id: string; readonly result: ScoredSteps } | null = null;
  private readonly scoring = this.disposables.add(new LatestWork());
  /** Made with the first trajectory that is scored. */
  private scores: TrajectoryScores | null = null;
  private timer: NodeJS.Timeout | undefined;
  private disposed = false;

  constructor(
    private readonly view: PageView<TimelineState, TimelineMessage>,
    private readonly shown: ShownTrajectory,
    private readonly capture: CaptureControl,
    private readonly repository: RepositoryFinder,
    private readonly tasks: TaskStore,
    private readonly scorer: Scoring,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.documents = this.disposables.add(new StepDocuments(repository));
    this.disposables.add(this.view.onDidShow(() => void this.look()));
    this.disposables.add(
      this.view.onDidReceive(message => void telling(message.type, () => this.take(message), log)),
    );
    this.disposables.add(shown.onDidChange(() => void this.look()));
    this.disposables.add(capture.onDidChange(() => void this.look()));
    this.disposables.add(tasks.onDidChange(() => this.changed()));
    view.show(() => this.state());
    void this.look();
  }

  /** Opens the view, which is closed until somebody wants it. */
  async reveal(): Promise<void> {
    await vscode.commands.executeCommand(`${TIMELINE_VIEW}.focus`);
  }

  /** What was scored may score differently now: there is another scorer, or another correction. */
  rescore(): void {
    // Not emptied: what is being scored now is still written into it.
    this.scores = null;
    this.changed();
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
    this.disposables.dispose();
  }

  /** Nothing is looked for while nobody sees it. */
  private async look(): Promise<void> {
    if (!this.view.visible) return;
    try {
      await this.shown.look();
    } catch (error) {
      this.log.warn(`Stored trajectories cannot be read: ${messageOf(error)}`);
    }
    this.changed();
  }

  private changed(): void {
    this.view.refresh();
    // A look that was under way when another folder was chosen must not have the one before scored.
    if (this.disposed || !this.view.visible) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.score(), SETTLES_MS);
  }

  private async score(): Promise<void> {
    const shown = this.shown.current;
    if (shown === null) return this.scoring.stop();
    try {
      await this.scoring.start(async signal => {
        const found = await this.repository.find();
        const git = found.kind === 'found' ? found.git : null;
        const task = await this.tasks.current();
        const update = (result: ScoredSteps) => {
          if (signal.aborted) return;
          this.scored = { id: shown.id, result };
          this.view.refresh();
        };
        const { TrajectoryScores } = await import('./trajectoryScores');
        this.scores ??= new TrajectoryScores(this.scorer);
        update(await this.scores.of(await this.withBase(shown), task, git, signal, update));
      });
    } catch (error) {
      this.log.warn(`The trajectory could not be scored: ${messageOf(error)}`);
      const result = this.scored?.id === shown.id ? this.scored.result : NOT_SCORED;
      this.scored = { id: shown.id, result: { ...result, note: `Not scored: ${messageOf(error)}` } };
      this.view.refresh();
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

  private async state(): Promise<TimelineState> {
    const shown = this.shown.current;
    if (shown === null) return emptyTimeline(this.capture.state, vscode.workspace.isTrusted);
    const { timelineState } = await import('./timelineState');
    const { scored } = this;
    const { scores, note, calibration } = scored?.id === shown.id ? scored.result : NOT_SCORED;
    return timelineState({ ...shown, scores, note, calibration });
  }

  private async take(message: TimelineMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        return;
      case 'action':
        await vscode.commands.executeCommand(ACTIONS[message.action]);
        return;
      case 'openStep': {
        const shown = this.shown.current;
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
} as const;
