import { taskFromBranch } from '../../core/capture/branchTask';
import { commandStep, editStep, gitStep, type EditCause } from '../../core/capture/capturedStep';
import { pathOf, type FilePatch } from '../../core/patch/patch';
import type { Task } from '../../core/task/task';
import type { Origin, Step } from '../../core/trajectory/trajectory';
import type { Git } from '../git/git';
import { GitFailure } from '../git/gitFailure';
import type { TrajectoryStore } from '../store/trajectoryStore';
import { Baseline } from './baseline';
import { committedChange } from './committedChange';
import { EditedFiles } from './editedFiles';
import type { GitEvent, HeadLog } from './headLog';
import { PendingEdits } from './pendingEdits';
import { Prelude } from './prelude';
import { RecordableFiles } from './recordableFiles';
import type { EndedCommand, RecordedEditor } from './recordedEditor';
import type { Recording } from './recording';
import { RecordingOpener } from './recordingOpener';
import { Renamings } from './renamings';
import { messageOf } from '../../core/text/messageOf';

/** A recording this long is ended and another begun, so that one file stays readable. */
const MAX_STEPS = 20_000;

/** Why nothing is recorded. */
interface Failure {
  readonly problem: string;
  /** It is over as soon as git can say again what has changed already. */
  readonly passes: boolean;
}

const NO_COMMIT: Failure = {
  problem: 'There is no commit that changes could be recorded against; make one first.',
  passes: true,
};

export type RecorderState =
  /** Waits for the first edit. */
  | { readonly kind: 'waiting' }
  /** What has changed already is being read; what is typed until then cannot be told from it. */
  | { readonly kind: 'preparing' }
  | { readonly kind: 'recording' | 'paused'; readonly steps: number; readonly hidden: number }
  /** Stopped by a person; records again when told to. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly problem: string };

/** What the recorder tells. */
export interface RecorderEvents {
  /** The state or the steps have changed. */
  changed(): void;
  log(line: string): void;
}

/**
 * Records what happens in one repository as a trajectory: a state machine over what the editor reports. Everything is taken
 * in the order it is reported, one thing after the other; each step is on the disk before the next is taken.
 */
export class Recorder {
  private readonly recordable: RecordableFiles;
  private readonly pending: PendingEdits;
  private readonly prelude = new Prelude();
  private readonly opener: RecordingOpener;
  private readonly edited: EditedFiles;
  private readonly renamings: Renamings;
  private queue: Promise<void> = Promise.resolve();
  /** As a person wanted it by the time of what is taken now. */
  private mode: 'on' | 'paused' | 'stopped' = 'on';
  /** Whether a person wants recorded what is reported now; its turn may come much later. */
  private listens = true;
  private failure: Failure | null = null;
  private recording: Recording | null = null;
  private baseline: Baseline | null = null;
  /** When git logged something last for which no command line was left out yet; 0: there is nothing. */
  private lastGitEvent = 0;

  constructor(
    private readonly git: Git,
    private readonly headLog: HeadLog,
    private readonly store: TrajectoryStore,
    private readonly editor: RecordedEditor,
    private readonly events: RecorderEvents,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.recordable = new RecordableFiles(git, () => editor.excluded());
    const log = (line: string) => events.log(line);
    const isTyped = (path: string) => this.pending.isTyped(path);
    this.renamings = new Renamings(now);
    this.edited = new EditedFiles(editor, this.recordable, isTyped, this.renamings, log);
    this.opener = new RecordingOpener(git, store, editor, log);
    this.pending = new PendingEdits((paths, cause, since) =>
      this.enqueue(async () => {
        await this.followGit();
        await this.recordEdits(paths, cause, since);
      }),
    );
  }

  get state(): RecorderState {
    if (this.failure !== null) return { kind: 'failed', problem: this.failure.problem };
    if (this.mode === 'stopped') return { kind: 'stopped' };
    const counts = { steps: this.recording?.steps.length ?? 0, hidden: this.recording?.hidden ?? 0 };
    if (this.mode === 'paused') return { kind: 'paused', ...counts };
    if (this.recording !== null) return { kind: 'recording', ...counts };
    return { kind: this.baseline === null ? 'preparing' : 'waiting' };
  }

  /** What is being recorded, as it is before secrets are hidden; null between recordings. */
  get current(): Pick<Recording, 'id' | 'root' | 'steps'> | null {
    return this.recording;
  }

  /** Files whose latest changes will become part of the recording. */
  get unrecorded(): ReadonlySet<string> {
    return this.pending.paths;
  }

  /** Looks at what has changed already, so that the first edit can be told from it. */
  arm(): void {
    this.enqueue(() => this.takeBaseline());
  }

  /** A file changed in the editor (`typed`) or on disk. */
  touch(path: string, kind: 'typed' | 'disk'): void {
    if (!this.listens || !this.recordable.mayBe(path)) return;
    if (this.pending.touch(path, kind, this.now())) this.edited.touched(path);
  }

  saved(path: string): void {
    if (!this.listens || this.pending.saved(path)) return;
    this.enqueue(async () => this.recording?.noteSaved(path));
  }

  /** A file is about to get another name: what was typed into it is told together with that. */
  renames(from: string, to: string): void {
    if (this.listens) this.renamings.begin(from, to);
  }

  renamed(from: string, to: string): void {
    if (!this.listens) return;
    const at = this.now();
    this.renamings.begin(from, to);
    this.pending.settle('typed');
    this.enqueue(async () => {
      await this.followGit();
      this.renamings.end(from, to);
      await this.recordRename(from, to, at);
    });
  }

  /** A command begins: what was typed before it belongs before it. */
  commandBegan(): void {
    if (this.listens) this.pending.settle('typed');
  }

  commandEnded({ commandLine, exitCode, output, began }: EndedCommand): void {
    if (!this.listens) return;
    const at = this.now();
    this.enqueue(async () => {
      await this.followGit();
      // git's own record says it better than the command line that led to it.
      if (/^\s*git\s/.test(commandLine) && this.lastGitEvent >= began.getTime()) this.lastGitEvent = 0;
      else await this.addOrKeep(commandStep(commandLine, exitCode, await output, at));
    });
  }

  /** Something else that ran: a task, a debug session. */
  ran(step: Omit<Step, 'id'>): void {
    if (!this.listens) return;
    this.pending.settle('typed');
    this.enqueue(() => this.addOrKeep(step));
  }

  gitMayHaveMoved(): void {
    this.enqueue(() => this.followGit());
  }

  /** A language server has looked at files again. */
  problemsChanged(paths: readonly string[]): void {
    // Of code that is being typed they are half of the next edit's effect.
    const settled = paths.filter(path => !this.pending.isTyped(path));
    if (!this.listens || this.recording?.awaits(settled) !== true) return;
    this.enqueue(async () => this.recording?.noteEffect(this.now().getTime()));
  }

  taskChanged(): void {
    // Also while none has begun: the next may be beginning with the task of before.
    this.enqueue(async () => this.recording?.change({ task: await this.currentTask() }));
  }

  /** An agent's own session shows that it made some of the changes of a recording, if that is still the one that grows. */
  attribute(id: string, origin: Extract<Origin, { kind: 'agent' }>): void {
    this.enqueue(async () => {
      const { recording } = this;
      if (recording?.id === id && recording.root.origin.kind === 'unknown')
        await recording.change({ origin });
    });
  }

  /** Begins to record now, or goes on after a pause. */
  start(): void {
    this.listens = true;
    // In its turn, like what it takes back: a pause or a stop may still be waiting for theirs.
    this.enqueue(async () => {
      await this.followGit();
      const resumed = this.mode !== 'on' || this.failure !== null;
      this.mode = 'on';
      if (resumed || this.baseline === null) {
        const before = this.baseline;
        await this.takeBaseline();
        if (before !== null && this.recording !== null) await this.recordDrift(before.ledger);
      }
      await this.begin();
    });
  }

  pause(): void {
    this.hearNoMore();
    this.enqueue(() => {
      if (this.mode === 'on') this.mode = 'paused';
    });
  }

  /** Ends the recording; nothing is recorded until `start`. */
  stop(): void {
    this.hearNoMore();
    this.enqueue(async () => {
      this.mode = 'stopped';
      await this.recordLeft();
      await this.finish('stopped');
      // It may hold much; `start` takes another.
      this.baseline = null;
    });
  }

  /** Resolves when everything reported so far has been taken. */
  async settled(): Promise<void> {
    this.settlePending();
    await this.queue;
  }

  /** Takes what is pending and leaves the recording open, to be gone on with. */
  async dispose(): Promise<void> {
    this.hearNoMore();
    this.enqueue(async () => {
      this.mode = 'stopped';
      await this.recordLeft();
      await this.letGo(recording => recording.close()).catch(() => undefined);
    });
    await this.queue;
  }

  /**
   * Forgets what is being recorded and has it deleted, before anything else is taken. What is on the screen then is where the
   * next begins.
   */
  forget<T>(remove: () => Promise<T>): Promise<T> {
    this.pending.drain('typed');
    this.pending.drain('disk');
    const removed = this.queue.then(() => {
      this.recording = null;
      return remove();
    });
    this.enqueue(async () => {
      await removed.catch(() => undefined);
      await this.takeBaseline();
    });
    return removed;
  }

  /** What was reported until now is still taken. */
  private hearNoMore(): void {
    this.settlePending();
    this.listens = false;
  }

  private settlePending(): void {
    this.pending.settle('typed');
    this.pending.settle('disk');
  }

  private enqueue(work: () => Promise<void> | void): void {
    this.queue = this.queue
      .then(work)
      .catch((error: unknown) => this.fail(error))
      .then(() => this.events.changed());
  }

  /** The file is whole up to its last step; the next edit begins another recording. */
  private async fail(error: unknown): Promise<void> {
    const message = messageOf(error);
    this.events.log(`recording: ${message}`);
    this.failure = { problem: `Nothing is recorded: ${message}`, passes: GitFailure.is(error) };
    const { recording } = this;
    this.recording = null;
    this.baseline = null;
    await recording?.close().catch(() => undefined);
  }

  private async takeBaseline(): Promise<void> {
    this.prelude.clear();
    this.baseline = await Baseline.take(this.git, this.editor, this.recordable);
    if (this.baseline === null) this.failure = NO_COMMIT;
    else if (this.failure?.passes === true) this.failure = null;
  }

  private async recordEdits(paths: readonly string[], cause: EditCause, since: Date): Promise<void> {
    // After a failure what is there now is where the next recording begins.
    if (this.baseline === null) await this.takeBaseline();
    if (this.baseline === null) return;
    const files = await this.edited.take(this.baseline, paths, cause, () => this.begin());
    await this.addEdit(files, cause, since);
    // It was recorded before it was saved: the disk may tell of a save before the editor does.
    if (cause === 'saved' && files.length === 0)
      for (const path of paths) await this.recording?.noteSaved(path);
  }

  private async recordRename(from: string, to: string, at: Date): Promise<void> {
    if (this.baseline === null) return;
    const files = await this.edited.takeRename(this.baseline, from, to, () => this.begin());
    await this.addEdit(files, 'saved', at);
  }

  private async addEdit(files: readonly FilePatch[], cause: EditCause, since: Date): Promise<void> {
    if (files.length === 0) return;
    const before = this.edited.takeProblems(files);
    await this.recording?.addEdit(editStep(files, cause, since), before, this.now().getTime());
    await this.endWhenTooLong();
  }

  /** Takes what git logged since the last look. A commit or another base ends the recording. */
  private async followGit(): Promise<void> {
    for (const event of await this.headLog.news()) {
      this.lastGitEvent = this.now().getTime();
      if (this.mode === 'on') await this.takeGit(event);
      else if (event.kind === 'moved' && event.move.from !== event.move.to)
        await this.endAt(event.move.command, null);
    }
  }

  private async takeGit(event: GitEvent): Promise<void> {
    const at = this.now();
    await this.recordPending('typed');
    if (event.kind === 'stash') {
      await this.recording?.add(gitStep(event.command, event.message, at));
      return;
    }
    const { from, to, command, message } = event.move;
    const isCommit = command.startsWith('git commit');
    // What another move did to the files is the move's own doing.
    if (isCommit) {
      await this.recordPending('disk');
      await this.recordLeft();
    }
    await this.recording?.add(gitStep(command, message, at));
    if (from !== to) await this.endAt(command, isCommit ? to : null);
    else await this.recording?.change({ task: await this.currentTask() });
  }

  /**
   * Ends the recording, and begins to wait for the next edit.
   *
   * @param commit what the recording became; null: nothing
   */
  private async endAt(reason: string, commit: string | null): Promise<void> {
    const root = this.recording?.root;
    if (commit !== null && root !== undefined)
      await this.recording?.change(
        await this.orElse({}, committedChange(this.git, this.recordable, root, commit)),
      );
    await this.finish(reason);
    await this.takeBaseline();
  }

  private async recordPending(kind: 'typed' | 'disk'): Promise<void> {
    for (const { paths, since } of this.pending.drain(kind)) await this.recordEdits(paths, kind, since);
  }

  /** What git failed at before is looked at once more before the recording ends. */
  private async recordLeft(): Promise<void> {
    if (this.edited.areLeft && this.recording !== null && this.baseline !== null)
      await this.recordEdits([], 'disk', this.now());
  }

  /** Begins a recording, or goes on with the one that a closed window left behind. */
  private async begin(): Promise<void> {
    const { baseline } = this;
    if (this.recording !== null || this.mode !== 'on' || baseline === null) return;
    const at = this.now();
    const { recording, left } = await this.opener.open(baseline, await this.currentTask(), at);
    this.recording = recording;
    this.failure = null;
    if (left !== null) {
      // While it lay there, another task may have been set.
      await recording.change({ task: await this.currentTask() });
      await this.takeBack(baseline, left);
      await this.recordDrift(left);
    }
    for (const step of this.prelude.take(at)) await recording.add(step);
  }

  /** Unsaved edits of a window that was closed: the editor gives them back some time after it has opened. */
  private async takeBack({ ledger }: Baseline, left: Baseline['ledger']): Promise<void> {
    for (const path of left.paths) {
      if (!this.editor.isUnsaved(path)) continue;
      const content = await this.editor.content(path);
      if (await left.holds(path, content)) ledger.set(path, content);
    }
  }

  /** Adds what happened to the files while nothing was recorded, as one step. */
  private async recordDrift(earlier: Baseline['ledger']): Promise<void> {
    const { baseline } = this;
    if (baseline === null) return;
    const changes = await this.orElse([], baseline.changesSince(earlier));
    const wanted = new Set(await this.orElse([], this.recordable.of(changes.map(pathOf))));
    const files = changes.filter(file => wanted.has(pathOf(file)));
    if (files.length > 0) await this.recording?.add(editStep(files, 'unrecorded', this.now()));
  }

  private async addOrKeep(step: Omit<Step, 'id'>): Promise<void> {
    if (this.recording === null) this.prelude.add(step);
    else await this.recording.add(step);
    await this.endWhenTooLong();
  }

  private async endWhenTooLong(): Promise<void> {
    if ((this.recording?.steps.length ?? 0) >= MAX_STEPS) await this.endAt('too long', null);
  }

  private finish(reason: string): Promise<void> {
    return this.letGo(recording => recording.end(reason));
  }

  /** One that a person began, and in which nothing was done, is not kept. */
  private async letGo(leave: (recording: Recording) => Promise<void>): Promise<void> {
    const { recording } = this;
    this.recording = null;
    if (recording === null) return;
    if (recording.steps.length === 0) await this.store.remove(recording.id);
    else await leave(recording);
  }

  private async currentTask(): Promise<Task | null> {
    const task = await this.editor.task();
    if (task !== null) return task;
    const known = this.recording?.root.task ?? null;
    const fromBranch = async () => {
      const branch = await this.git.currentBranch();
      return branch === null ? null : taskFromBranch(branch);
    };
    return this.orElse(known, fromBranch());
  }

  /** What git says. Where it fails, that is logged, and the recording goes on with something else. */
  private async orElse<T>(otherwise: T, asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      if (!GitFailure.is(error)) throw error;
      this.events.log(`recording: ${error.message}`);
      return otherwise;
    }
  }
}
