import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { attributedTo } from '../../platform/capture/attribution';
import type { FollowedSession } from '../../platform/agents/followSession';
import type { CaptureControl } from '../capture/captureControl';
import { Disposables } from '../disposal';
import { messageOf } from '../problem';
import type { RepositoryFinder } from '../capture/repositoryFinder';
import { readSettings } from '../settings';
import type { LiveSession } from './liveSession';

/** How often new sessions are looked for while the timeline is in sight, and how old one may be to count as live; milliseconds. */
const LOOK_MS = 3_000;
const LIVE_MS = 10 * 60_000;

/**
 * The session that an agent is writing for this workspace, followed as it grows. Looked for only while somebody looks at the
 * timeline, in a trusted workspace, with recording turned on; read and never changed.
 */
export class LiveSessions implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<LiveSession | null>());
  private timer: NodeJS.Timeout | undefined;
  private followed: { readonly path: string; readonly session: FollowedSession } | null = null;
  private latest: LiveSession | null = null;
  private looking = false;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly wanted: () => boolean,
    private readonly repository: RepositoryFinder,
    private readonly capture: CaptureControl,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.disposables.add(capture.onDidChange(() => this.attribute()));
  }

  /** Begins to look, when it does not yet. */
  start(): void {
    if (this.timer !== undefined) return;
    this.timer = setInterval(() => void this.look(), LOOK_MS);
    void this.look();
  }

  dispose(): void {
    clearInterval(this.timer);
    this.unfollow();
    this.disposables.dispose();
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    if (!this.wanted() || !vscode.workspace.isTrusted || !readSettings().capture.enabled) {
      clearInterval(this.timer);
      this.timer = undefined;
      this.unfollow();
      return;
    }
    this.looking = true;
    try {
      const repository = await this.repository.find();
      if (repository.kind === 'missing') return;
      const workspace = repository.git.root;
      const [{ findSessions }, { followSession }] = await Promise.all([
        import('../../platform/agents/findSessions'),
        import('../../platform/agents/followSession'),
      ]);
      const machine = { home: homedir(), platform: process.platform, environment: process.env };
      const [newest] = await findSessions(machine, {
        workspace,
        modifiedSince: Date.now() - LIVE_MS,
        limit: 1,
      });
      if (newest === undefined) return this.unfollow();
      if (newest.path === this.followed?.path) return;
      this.unfollow();
      const update = followSession(
        newest.path,
        ({ agent, trajectory, problems }) => {
          const sentences = problems.map(({ message, where }) =>
            where === null ? message : `${where}: ${message}`,
          );
          this.latest = { path: newest.path, agent, trajectory, problems: sentences };
          this.changed.fire(this.latest);
          this.attribute();
        },
        { workspace },
      );
      this.followed = { path: newest.path, session: update };
    } catch (error) {
      this.log.warn(`Sessions of agents cannot be looked for: ${messageOf(error)}`);
    } finally {
      this.looking = false;
    }
  }

  private unfollow(): void {
    this.followed?.session.dispose();
    this.followed = null;
    if (this.latest === null) return;
    this.latest = null;
    this.changed.fire(null);
  }

  /** What is being recorded is the agent's work when its own session says so. */
  private attribute(): void {
    const { latest } = this;
    const { current, recorder } = this.capture;
    if (latest === null || current === null || recorder === null || current.root.origin.kind === 'agent')
      return;
    const origin = attributedTo(latest.agent, latest.path, current.steps, latest.trajectory.steps);
    if (origin !== null) recorder.attribute(origin);
  }
}
