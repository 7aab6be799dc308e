import { watch, type FSWatcher } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Step, Trajectory, TrajectoryProblem } from '../../core/trajectory/trajectory';
import { readSession } from './readSession';
import { DEFAULT_LIMITS } from './readLimits';
import { SessionReader, type SessionReading } from './sessionReader';
import { SubAgentFiles } from './subAgentFiles';

/** A session as it stands after something was added to it. */
export interface SessionUpdate {
  /** For people, e.g. "Claude Code". */
  readonly agent: string;
  readonly trajectory: Trajectory;
  readonly problems: readonly TrajectoryProblem[];
}

interface FollowOptions {
  /** Folder the session worked in, for formats that do not say. */
  readonly workspace?: string | null;
  /** Milliseconds between two looks at the file, where the system does not tell of changes. */
  readonly pollMs?: number;
}

/** Often enough to show a step within a second, seldom enough to cost nothing. */
const POLL_MS = 500;
/** Changes come in bursts; they are read together. */
const GATHER_MS = 50;
const CHUNK_BYTES = 256 * 1024;
/** The time of a folder tells of events that come, not of one that is still being written: so long it is read again. */
const SETTLED_MS = 5_000;
/** A document is read anew on every change, so a larger one is not followed. */
const MAX_FOLLOWED_DOCUMENT = 16 * 1024 * 1024;

/**
 * Follows a session file while its agent writes it. What is appended is read from where the last look ended; a torn last
 * line waits for its end. A file that was shortened or replaced is read from its beginning, as are formats that
 * are one JSON document. Nothing is locked and nothing is written.
 */
export class FollowedSession {
  private readonly workspace: string | null;
  private readonly timer: NodeJS.Timeout;
  private watcher: FSWatcher | null = null;
  private gathering: NodeJS.Timeout | null = null;
  private reader = new SessionReader();
  private subAgents: SubAgentFiles;
  private offset = 0;
  /** Of the file that was read last: it changes when the file is replaced. */
  private identity = '';
  private modified = -1;
  /** As they were told last; null before the first time. */
  private steps: readonly Step[] | null = null;
  private work: Promise<void> = Promise.resolve();
  /** The look that has not begun. */
  private next: Promise<void> | null = null;
  private disposed = false;

  /** @param onUpdate called with the session as it stands at first, and after each change of its steps */
  constructor(
    private readonly file: string,
    private readonly onUpdate: (update: SessionUpdate) => void,
    { workspace = null, pollMs = POLL_MS }: FollowOptions = {},
  ) {
    this.workspace = workspace;
    this.subAgents = new SubAgentFiles(file, DEFAULT_LIMITS);
    this.timer = setInterval(() => void this.refresh(), pollMs);
    this.timer.unref();
    void this.refresh();
  }

  /** Takes what was written since the last look, and answers when it has been told. */
  refresh(): Promise<void> {
    // One look after the other, and one for all that is told of until it begins: a look may take longer than the time between two.
    this.next ??= this.work = this.work.then(() => {
      this.next = null;
      // A failure (the file is gone for a moment) does not end the following.
      return this.look().catch(() => undefined);
    });
    return this.next;
  }

  dispose(): void {
    this.disposed = true;
    clearInterval(this.timer);
    if (this.gathering !== null) clearTimeout(this.gathering);
    this.watcher?.close();
    this.watcher = null;
  }

  /** Being told is faster than looking, where the file system can tell. */
  private watch(): void {
    this.watcher?.close();
    this.watcher = null;
    if (this.disposed) return;
    try {
      const watcher = watch(this.file, { persistent: false }, () => {
        this.gathering ??= setTimeout(() => {
          this.gathering = null;
          void this.refresh();
        }, GATHER_MS);
      });
      watcher.on('error', () => {
        watcher.close();
        this.watcher = null;
      });
      this.watcher = watcher;
    } catch {
      // The file is not there (yet); the polling sees it come.
    }
  }

  private async look(): Promise<void> {
    if (this.disposed) return;
    const status = await stat(this.file);
    const identity = `${status.dev}:${status.ino}`;
    const replaced = identity !== this.identity || status.size < this.offset;
    const same = !replaced && status.mtimeMs === this.modified;
    const settled = status.isDirectory()
      ? Date.now() - status.mtimeMs > SETTLED_MS
      : status.size === this.offset;
    const unchanged = same && settled;
    if (unchanged && (status.isDirectory() || !this.reader.growsByLines)) return;
    if (replaced) this.watch();
    this.identity = identity;
    this.modified = status.mtimeMs;
    if (status.isDirectory()) {
      this.tell(await readSession(this.file, { workspace: this.workspace }));
      return;
    }
    // What is no format of lines (yet) is read from its beginning: a change of a document may be anywhere in it.
    if (replaced || !this.reader.growsByLines) this.restart();
    // While sub-agents work, nothing comes to the session's own file.
    const beside = await this.subAgents.read();
    if (unchanged && beside.lines.length === 0) return;
    this.reader.beside(beside);
    await this.readOn();
    this.reader.catchUp();
    if (this.reader.growsByLines) this.tell(this.reader.reading({ workspace: this.workspace }));
    else if (status.size <= MAX_FOLLOWED_DOCUMENT)
      this.tell(await readSession(this.file, { workspace: this.workspace }));
  }

  private restart(): void {
    this.reader = new SessionReader();
    this.subAgents = new SubAgentFiles(this.file, DEFAULT_LIMITS);
    this.offset = 0;
  }

  private async readOn(): Promise<void> {
    const handle = await open(this.file, 'r');
    try {
      for (;;) {
        const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
        const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, this.offset);
        if (bytesRead === 0 || this.disposed || this.offset > DEFAULT_LIMITS.fileBytes) return;
        this.offset += bytesRead;
        this.reader.push(buffer.subarray(0, bytesRead));
      }
    } finally {
      await handle.close();
    }
  }

  private tell(reading: SessionReading): void {
    if (reading.kind !== 'session' || this.disposed) return;
    const { trajectory, problems } = reading.session;
    if (isDeepStrictEqual(trajectory.steps, this.steps)) return;
    this.steps = trajectory.steps;
    this.onUpdate({ agent: reading.label, trajectory, problems });
  }
}
