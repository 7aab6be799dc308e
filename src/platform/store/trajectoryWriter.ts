import type { Step } from '../../core/trajectory/trajectory';
import type { Redactor } from '../redaction/redactor';
import type { AppendLog } from './appendLog';
import { rootEntry, stepEntry, type Entry, type TrajectoryRoot } from './entries';

/** Writes one trajectory. What it has answered for is on the disk, without the secrets that were found in it. */
export class TrajectoryWriter {
  private hiddenCount: number;
  private queue: Promise<void> = Promise.resolve();

  constructor(
    readonly id: string,
    private readonly log: AppendLog,
    private readonly redactor: Redactor,
    private readonly closed: () => void,
    hidden = 0,
  ) {
    this.hiddenCount = hidden;
  }

  /** Secrets hidden so far. */
  get hidden(): number {
    return this.hiddenCount;
  }

  /** Length of the file in bytes. */
  get bytes(): number {
    return this.log.size;
  }

  /** @throws when it could not be written; the steps before it are safe */
  writeStep(step: Step): Promise<void> {
    return this.write(stepEntry(step));
  }

  /** Writes steps that were taken long ago: one flush of the disk for all of them. @throws as `writeStep` does */
  writeSteps(steps: readonly Step[]): Promise<void> {
    return this.write(...steps.map(stepEntry));
  }

  /** The last one counts: the task, the origin and the patch as a whole may become known later. */
  writeRoot(root: TrajectoryRoot): Promise<void> {
    return this.write(rootEntry(root));
  }

  /** Says that nothing more will come, and closes the file. */
  async end(reason: string): Promise<void> {
    try {
      await this.inOrder(() => this.log.append(JSON.stringify({ kind: 'end', reason } satisfies Entry)));
    } finally {
      await this.close();
    }
  }

  /** Closes the file without ending the trajectory: it can be gone on with. */
  async close(): Promise<void> {
    await this.queue;
    await this.log.close();
    this.closed();
  }

  private write(
    ...entries: readonly (ReturnType<typeof rootEntry> | ReturnType<typeof stepEntry>)[]
  ): Promise<void> {
    return this.inOrder(async () => {
      const redacted = await this.redactor.redactAll(entries);
      await this.log.append(...redacted.map(({ value, hidden }) => JSON.stringify({ ...value, hidden })));
      this.hiddenCount += redacted.reduce((sum, { hidden }) => sum + hidden, 0);
    });
  }

  /** Redaction takes its time with long texts: a short entry must not overtake. */
  private inOrder(work: () => Promise<void>): Promise<void> {
    const next = this.queue.then(work);
    this.queue = next.catch(() => undefined);
    return next;
  }
}
