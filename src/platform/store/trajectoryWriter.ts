import { EMPTY_TRAJECTORY } from '../../core/trajectory/emptyTrajectory';
import type { Step } from '../../core/trajectory/trajectory';
import type { Redactor } from '../redaction/redactor';
import type { AppendLog } from './appendLog';
import {
  endEntry,
  readRoot,
  rootEntry,
  stepEntry,
  summaryOf,
  type ReadTrajectory,
  type TrajectoryRoot,
  type TrajectorySummary,
} from './entries';

/** Writes one trajectory. What it has answered for is on the disk, without the secrets that were found in it. */
export class TrajectoryWriter {
  private summarized: TrajectorySummary;
  private queue: Promise<void> = Promise.resolve();

  /** @param before what the log holds that is gone on with; null for a new one */
  constructor(
    readonly id: string,
    private readonly log: AppendLog,
    private readonly redactor: Redactor,
    private readonly closed: () => void,
    before: ReadTrajectory | null,
  ) {
    this.summarized = summaryOf(
      before?.trajectory ?? EMPTY_TRAJECTORY,
      before?.trajectory.steps.length ?? 0,
      before?.hidden ?? 0,
    );
  }

  /** What was written so far comes to. */
  get summary(): TrajectorySummary {
    return this.summarized;
  }

  /** Secrets hidden so far. */
  get hidden(): number {
    return this.summarized.hidden;
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
      await this.inOrder(() => this.log.append(JSON.stringify(endEntry(reason, this.summarized))));
    } finally {
      await this.close();
    }
  }

  /** Closes the file without ending the trajectory: it can be gone on with. */
  async close(): Promise<void> {
    await this.queue;
    try {
      await this.log.close();
    } finally {
      this.closed();
    }
  }

  private write(
    ...entries: readonly (ReturnType<typeof rootEntry> | ReturnType<typeof stepEntry>)[]
  ): Promise<void> {
    return this.inOrder(async () => {
      const redacted = await this.redactor.redactAll(entries);
      await this.log.append(...redacted.map(({ value, hidden }) => JSON.stringify({ ...value, hidden })));
      for (const { value, hidden } of redacted) this.count(value, hidden);
    });
  }

  /** @param entry as it was written, without its secrets */
  private count(entry: ReturnType<typeof rootEntry> | ReturnType<typeof stepEntry>, hidden: number): void {
    const { steps } = this.summarized;
    const sum = this.summarized.hidden + hidden;
    if (entry.kind === 'root') this.summarized = summaryOf(readRoot(entry.root), steps, sum);
    else
      this.summarized = {
        ...this.summarized,
        steps: Math.max(steps, Number(entry.step['step_id'])),
        hidden: sum,
      };
  }

  /** Redaction takes its time with long texts: a short entry must not overtake. */
  private inOrder(work: () => Promise<void>): Promise<void> {
    const next = this.queue.then(work);
    this.queue = next.catch(() => undefined);
    return next;
  }
}
