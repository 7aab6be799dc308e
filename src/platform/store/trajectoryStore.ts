import { randomBytes } from 'node:crypto';
import { lstat, mkdir, open, readFile, readdir, rm, rmdir } from 'node:fs/promises';
import * as path from 'node:path';
import type { Trajectory } from '../../core/trajectory/trajectory';
import type { Redactor } from '../redaction/redactor';
import { AppendLog, MAX_LOG_BYTES } from './appendLog';
import {
  parseEntry,
  readEntries,
  summaryOf,
  type Entry,
  type ReadTrajectory,
  type TrajectoryRoot,
  type TrajectorySummary,
} from './entries';
import { decodeLines } from './logLines';
import { outdated, type Aged, type Retention } from './retention';
import { TrajectoryWriter } from './trajectoryWriter';
import { WriterLock } from './writerLock';
import { messageOf } from '../../core/text/messageOf';

const SUFFIX = '.trajectory';
/** Steps of an import between two flushes of the disk. */
const AT_ONCE = 500;
/** Time and chance; nothing of a name comes from what is recorded. */
const NAME = /^\d{8}T\d{6}Z-[0-9a-f]{8}\.trajectory$/;

/** The last line is looked for in this many bytes at the end of a file; an `end` is always shorter. */
const MAX_END_BYTES = 4_096;

export type StoredTrajectory = Aged & TrajectorySummary;

/** What was deleted, to be told. */
export interface Deleted {
  readonly trajectories: number;
  readonly bytes: number;
}

/** Sentences for people; `busy` is for the moment only. */
type StoreProblem = { readonly kind: 'busy' | 'failed'; readonly problem: string };

/**
 * The trajectories of one workspace: a log file each, in a folder of the extension's own storage and never in the
 * repository. Everything goes through the redactor before it touches the disk. Reading needs no lock; writing needs the
 * folder's, which is held from the first writer to `dispose`; after that nothing is written any more.
 */
export class TrajectoryStore {
  /** Null until it is asked for, and when another window has it. */
  private lock: Promise<WriterLock | null> | null = null;
  private readonly writers = new Map<string, TrajectoryWriter>();
  private disposed = false;

  /** @param folder made when the first trajectory is written */
  constructor(
    readonly folder: string,
    private readonly redactor: Redactor,
  ) {}

  /** Begins a trajectory. */
  async begin(root: TrajectoryRoot): Promise<TrajectoryWriter | StoreProblem> {
    return this.writing(async () => {
      const id = `${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}-${randomBytes(4).toString('hex')}`;
      const writer = this.writer(id, await AppendLog.create(this.fileOf(id)), null);
      try {
        await writer.writeRoot(root);
        return writer;
      } catch (error) {
        // Without its first line it is no trajectory.
        await writer.close().catch(() => undefined);
        await rm(this.fileOf(id), { force: true });
        throw error;
      }
    });
  }

  /**
   * Goes on with a trajectory that was left behind.
   *
   * @returns a problem when it is damaged, ended or gone; what it holds stays readable
   */
  async resume(
    id: string,
  ): Promise<{ readonly writer: TrajectoryWriter; readonly read: ReadTrajectory } | StoreProblem> {
    return this.writing(async () => {
      const reopened =
        NAME.test(id + SUFFIX) && !this.writers.has(id) ? await AppendLog.reopen(this.fileOf(id)) : null;
      const read = reopened === null ? null : readEntries({ lines: reopened.lines, rest: 'none' });
      if (reopened === null || read === null || read.ended) {
        await reopened?.log.close();
        return failed('This trajectory cannot be continued; it can still be read.');
      }
      return { writer: this.writer(id, reopened.log, read), read };
    });
  }

  /** Keeps a trajectory that was made elsewhere. @returns its id */
  async import(trajectory: Trajectory): Promise<string | StoreProblem> {
    const writer = await this.begin(trajectory);
    if (!(writer instanceof TrajectoryWriter)) return writer;
    try {
      const steps = trajectory.steps.map((step, index) => ({ ...step, id: index + 1 }));
      for (let at = 0; at < steps.length; at += AT_ONCE)
        await writer.writeSteps(steps.slice(at, at + AT_ONCE));
      await writer.end('imported');
      return writer.id;
    } catch (error) {
      await writer.close().catch(() => undefined);
      await this.remove(writer.id);
      return failed(`The trajectory could not be stored: ${messageOf(error)}`);
    }
  }

  /** What there is, newest first. Of a trajectory that was ended, only the last line is read. */
  async list(): Promise<readonly StoredTrajectory[]> {
    const found: StoredTrajectory[] = [];
    for (const item of await this.files()) {
      const summary = await this.summary(item);
      if (summary !== null) found.push({ ...item, ...summary });
    }
    return found.sort((a, b) => b.modified - a.modified);
  }

  /** @returns null when there is no such trajectory, or nothing of it can be read */
  async read(id: string): Promise<ReadTrajectory | null> {
    if (!NAME.test(id + SUFFIX)) return null;
    try {
      const file = this.fileOf(id);
      const status = await lstat(file);
      if (!status.isFile() || status.size > MAX_LOG_BYTES) return null;
      return readEntries(decodeLines(await readFile(file)));
    } catch {
      return null;
    }
  }

  /** The trajectory that was written last; null when there is none. */
  async newest(): Promise<string | null> {
    return (await this.newestFile())?.id ?? null;
  }

  /** The newest trajectory that was begun and not ended, if it is not being written now. */
  async leftBehind(): Promise<string | null> {
    const newest = await this.newestFile();
    if (newest === null || this.writers.has(newest.id)) return null;
    return (await this.endOf(newest)) === null ? newest.id : null;
  }

  async remove(id: string): Promise<Deleted> {
    await this.writers.get(id)?.close();
    const item = (await this.files()).find(file => file.id === id);
    return item === undefined ? { trajectories: 0, bytes: 0 } : this.removeFiles([item]);
  }

  /**
   * Deletes every trajectory and the folder, and says what that was. Writers that are open are closed first. While another
   * window records here nothing is deleted: it would write on into a file that has no name any more.
   */
  async removeAll(): Promise<Deleted | StoreProblem> {
    const problem = await this.writing(() => Promise.resolve(null));
    if (problem !== null) return problem;
    await this.closeWriters();
    const deleted = await this.removeFiles(await this.files());
    await this.release();
    // What asking for the lock left behind; one that is held now is another window's.
    for (const name of await readdir(this.folder).catch(() => [])) {
      if (name.startsWith('writer.lock.')) await rm(path.join(this.folder, name), { force: true });
    }
    // Fails when somebody put something else there: that is not ours to delete.
    await rmdir(this.folder).catch(() => undefined);
    return deleted;
  }

  /** Deletes what is beyond the limits; never what is being written. */
  async retain(limits: Retention, now: number): Promise<Deleted> {
    const items = await this.files();
    return this.removeFiles(outdated(items, limits, now).filter(({ id }) => !this.writers.has(id)));
  }

  /** Closes what is being written, and leaves the folder to another. */
  async dispose(): Promise<void> {
    this.disposed = true;
    await this.release();
  }

  private async release(): Promise<void> {
    await this.closeWriters();
    const { lock } = this;
    this.lock = null;
    await (await lock?.catch(() => null))?.release();
  }

  private async closeWriters(): Promise<void> {
    await Promise.all([...this.writers.values()].map(writer => writer.close().catch(() => undefined)));
  }

  private fileOf(id: string): string {
    return path.join(this.folder, id + SUFFIX);
  }

  private writer(id: string, log: AppendLog, before: ReadTrajectory | null): TrajectoryWriter {
    const writer = new TrajectoryWriter(id, log, this.redactor, () => this.writers.delete(id), before);
    this.writers.set(id, writer);
    return writer;
  }

  /** Runs what writes, with the folder made and its lock held. */
  private async writing<T>(work: () => Promise<T>): Promise<T | StoreProblem> {
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      if (!(await this.holdsLock())) return this.disposed ? LEFT : BUSY;
      return await work();
    } catch (error) {
      return failed(`Nothing can be recorded in ${this.folder}: ${messageOf(error)}`);
    }
  }

  /** Asks for the lock where it is not held. */
  private async holdsLock(): Promise<boolean> {
    if (this.disposed) return false;
    const asked = (this.lock ??= WriterLock.acquire(this.folder));
    let holds = false;
    try {
      holds = (await asked) !== null && this.lock === asked;
    } finally {
      if (!holds && this.lock === asked) this.lock = null;
    }
    return holds;
  }

  private async files(): Promise<Aged[]> {
    const names = await readdir(this.folder).catch(() => []);
    const items: Aged[] = [];
    for (const name of names.filter(candidate => NAME.test(candidate))) {
      const status = await lstat(path.join(this.folder, name)).catch(() => null);
      if (status?.isFile() !== true) continue;
      items.push({ id: name.slice(0, -SUFFIX.length), modified: status.mtimeMs, bytes: status.size });
    }
    return items;
  }

  private async newestFile(): Promise<Aged | null> {
    return (await this.files()).sort((a, b) => b.modified - a.modified)[0] ?? null;
  }

  private async removeFiles(items: readonly Aged[]): Promise<Deleted> {
    let [trajectories, bytes] = [0, 0];
    for (const item of items) {
      // Another window may have deleted it meanwhile.
      await rm(this.fileOf(item.id), { force: true });
      trajectories += 1;
      bytes += item.bytes;
    }
    return { trajectories, bytes };
  }

  /** Null when nothing of it can be read. */
  private async summary(item: Aged): Promise<TrajectorySummary | null> {
    const known = this.writers.get(item.id)?.summary ?? (await this.endOf(item))?.summary;
    if (known !== undefined) return known;
    const read = await this.read(item.id);
    return read && summaryOf(read.trajectory, read.trajectory.steps.length, read.hidden);
  }

  /** What a file ends with, if that says that nothing more will come. */
  private async endOf({ id, bytes }: Aged): Promise<Extract<Entry, { kind: 'end' }> | null> {
    const handle = await open(this.fileOf(id), 'r').catch(() => null);
    if (handle === null) return null;
    try {
      const tail = Buffer.alloc(Math.min(bytes, MAX_END_BYTES));
      const { bytesRead } = await handle.read(tail, 0, tail.length, bytes - tail.length);
      const last = tail.toString('utf8', 0, bytesRead).trimEnd().split('\n').at(-1) ?? '';
      const entry = parseEntry(last.slice(last.indexOf(' ') + 1));
      return entry?.kind === 'end' ? entry : null;
    } catch {
      return null;
    } finally {
      await handle.close();
    }
  }
}

const BUSY: StoreProblem = {
  kind: 'busy',
  problem: 'Another window is recording this workspace; close it, or try again in half a minute.',
};

const LEFT = failed('This folder is no longer the chosen one; choose it again, then retry.');

function failed(problem: string): StoreProblem {
  return { kind: 'failed', problem };
}
