import { randomUUID } from 'node:crypto';
import { editStep } from '../../core/capture/capturedStep';
import type { Task } from '../../core/task/task';
import type { Git } from '../git/git';
import { GitFailure } from '../git/gitFailure';
import type { TrajectoryStore } from '../store/trajectoryStore';
import { TrajectoryWriter } from '../store/trajectoryWriter';
import type { Baseline } from './baseline';
import type { FileLedger } from './fileLedger';
import type { RecordedEditor } from './recordedEditor';
import { Recording } from './recording';
import { messageOf } from '../../core/text/messageOf';

/** A recording that has begun, or one of before that is gone on with. */
interface OpenedRecording {
  readonly recording: Recording;
  /** Of one that is gone on with: the files as it left them. */
  readonly left: FileLedger | null;
}

/** Begins recordings in the store, the first time after a window closed by going on with what it left behind. */
export class RecordingOpener {
  private lookedForLeftBehind = false;

  constructor(
    private readonly git: Git,
    private readonly store: TrajectoryStore,
    private readonly editor: RecordedEditor,
    private readonly log: (line: string) => void,
  ) {}

  /** @throws when nothing can be written */
  async open(baseline: Baseline, task: Task | null, at: Date): Promise<OpenedRecording> {
    if (!this.lookedForLeftBehind) {
      this.lookedForLeftBehind = true;
      const resumed = await this.resumeLeftBehind(baseline);
      if (resumed !== null) return resumed;
    }
    return { recording: await this.begin(baseline, task, at), left: null };
  }

  private async begin({ head, already }: Baseline, task: Task | null, at: Date): Promise<Recording> {
    const root = {
      sessionId: randomUUID(),
      agent: { name: this.editor.name, version: this.editor.version, model: null },
      origin: { kind: 'unknown' },
      task,
      workspace: this.git.root,
      baseCommit: head,
      patch: null,
      notes: null,
    } as const;
    const writer = await this.store.begin(root);
    if (!(writer instanceof TrajectoryWriter)) throw new Error(writer.problem);
    const recording = new Recording(writer, root, this.editor);
    try {
      if (already.length > 0) await recording.add(editStep(already, 'before', at));
    } catch (error) {
      await recording.close().catch(() => undefined);
      throw error;
    }
    await this.retain(at);
    return recording;
  }

  /** What cannot be deleted now is no reason to record nothing. */
  private async retain(at: Date): Promise<void> {
    try {
      const { trajectories } = await this.store.retain(this.editor.retention(), at.getTime());
      if (trajectories > 0) this.log(`${trajectories} old trajectories were deleted`);
    } catch (error) {
      this.log(`old trajectories could not be deleted: ${messageOf(error)}`);
    }
  }

  private async resumeLeftBehind(baseline: Baseline): Promise<OpenedRecording | null> {
    const id = await this.store.leftBehind();
    const resumed = id === null ? null : await this.store.resume(id);
    // Another window has it still: one that is just closing may.
    if (resumed !== null && 'problem' in resumed) this.lookedForLeftBehind = resumed.kind !== 'busy';
    if (resumed === null || 'problem' in resumed) return null;
    const { steps, ...root } = resumed.read.trajectory;
    if (root.baseCommit !== baseline.head || root.workspace !== this.git.root) {
      await resumed.writer.end('left behind');
      return null;
    }
    try {
      const left = await baseline.after(steps);
      return { recording: new Recording(resumed.writer, root, this.editor, steps), left };
    } catch (error) {
      await resumed.writer.end('left behind');
      if (!GitFailure.is(error)) throw error;
      this.log(`recording: it is not gone on with the last one, because ${error.message}`);
      return null;
    }
  }
}
