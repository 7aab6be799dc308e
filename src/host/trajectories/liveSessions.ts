import * as vscode from 'vscode';
import type { FollowedSession } from '../../platform/agents/followedSession';
import type { CaptureControl } from '../capture/captureControl';
import type { RepositoryFinder } from '../capture/repositoryFinder';
import { Disposables } from '../disposal';
import type { LiveSession } from './liveSession';
import { messageOf } from '../../core/text/messageOf';
import { problemSentence } from '../../core/trajectory/trajectoryProblems';

/** Between two looks for new sessions, in milliseconds: the longer, the longer a look takes, because there are many sessions. */
const PAUSE_MS = { least: 3_000, most: 20_000, ofLook: 10 } as const;
/** How old a session may be to count as live, in milliseconds. */
const LIVE_MS = 10 * 60_000;

/**
 * The session that an agent is writing for this workspace, followed as it grows. Looked for only while what is done here is
 * recorded, or would be with the next edit; read and never changed.
 */
export class LiveSessions implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  private timer: NodeJS.Timeout | undefined;
  private looking: AbortController | null = null;
  private followed: { readonly path: string; readonly session: FollowedSession } | null = null;
  private latest: LiveSession | null = null;

  /** The session grew, another is followed, or none is. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly repository: RepositoryFinder,
    private readonly capture: CaptureControl,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.disposables.add(capture.onDidChange(() => this.follow()));
  }

  get current(): LiveSession | null {
    return this.latest;
  }

  dispose(): void {
    this.stop();
    this.disposables.dispose();
  }

  /** As the recording goes, sessions are looked for or no longer. */
  private follow(): void {
    const { kind } = this.capture.state;
    if (kind !== 'waiting' && kind !== 'recording') return this.stop();
    void this.attribute();
    if (this.looking !== null) return;
    this.looking = new AbortController();
    void this.look(this.looking.signal);
  }

  private stop(): void {
    this.looking?.abort();
    this.looking = null;
    clearTimeout(this.timer);
    this.unfollow();
  }

  private async look(signal: AbortSignal): Promise<void> {
    let took = 0;
    try {
      took = await this.followNewest(signal);
    } catch (error) {
      if (!signal.aborted) this.log.warn(`Sessions of agents cannot be looked for: ${messageOf(error)}`);
    }
    if (signal.aborted) return;
    const pause = Math.min(PAUSE_MS.most, Math.max(PAUSE_MS.least, took * PAUSE_MS.ofLook));
    this.timer = setTimeout(() => void this.look(signal), pause);
  }

  /** @returns how long looking took, in milliseconds */
  private async followNewest(signal: AbortSignal): Promise<number> {
    const repository = await this.repository.find();
    if (repository.kind === 'missing') return 0;
    const workspace = repository.git.realRoot;
    const [{ thisMachine }, { findSessions }] = await Promise.all([
      import('../../platform/agents/agentAdapter'),
      import('../../platform/agents/findSessions'),
    ]);
    const began = performance.now();
    const modifiedSince = Date.now() - LIVE_MS;
    const [newest] = await findSessions(thisMachine(), { workspace, modifiedSince, limit: 1, signal });
    const took = performance.now() - began;
    signal.throwIfAborted();
    if (newest === undefined) this.unfollow();
    else if (newest.path !== this.followed?.path) await this.followFile(newest.path, workspace, signal);
    return took;
  }

  private async followFile(path: string, workspace: string, signal: AbortSignal): Promise<void> {
    const { FollowedSession } = await import('../../platform/agents/followedSession');
    signal.throwIfAborted();
    this.unfollow();
    const session = new FollowedSession(
      path,
      ({ agent, trajectory, problems }) => {
        this.latest = { path, agent, trajectory, problems: problems.map(problemSentence) };
        this.changed.fire();
        void this.attribute();
      },
      { workspace },
    );
    this.followed = { path, session };
  }

  private unfollow(): void {
    this.followed?.session.dispose();
    this.followed = null;
    if (this.latest === null) return;
    this.latest = null;
    this.changed.fire();
  }

  /** What is being recorded is the agent's work when its own session says so. */
  private async attribute(): Promise<void> {
    if (this.current === null) return;
    const { attributedTo } = await import('../../platform/capture/attribution');
    // As things stand now.
    const { latest } = this;
    const { current, recorder } = this.capture;
    if (latest === null || current === null || recorder === null || current.root.origin.kind === 'agent')
      return;
    const origin = attributedTo(latest.agent, latest.path, current.steps, latest.trajectory.steps);
    if (origin !== null) recorder.attribute(current.id, origin);
  }
}
