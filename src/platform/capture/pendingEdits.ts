import type { EditCause } from '../../core/capture/capturedStep';

/** Milliseconds without another change until what was typed, or what changed on disk, is recorded. */
const QUIET = { typed: 4_000, disk: 700 } as const;
/** What is typed without a pause, or written without one as logs are, is recorded at least this often. */
const LONGEST_BURST = 30_000;
/** An installation changes tens of thousands of files, nearly all of them ignored; more of a burst are not looked at. */
const MAX_FILES = 5_000;

/**
 * Groups changes into bursts: what is typed into one file until a pause, a save, another file or a command; what
 * changes on disk until it is quiet.
 */
export class PendingEdits {
  /** Since when files have changed that are not recorded yet. */
  private readonly typed = new Map<string, Date>();
  private readonly disk = new Map<string, Date>();
  private readonly timers: { typed?: NodeJS.Timeout; disk?: NodeJS.Timeout } = {};

  constructor(private readonly settled: (paths: readonly string[], cause: EditCause, since: Date) => void) {}

  /** Files with changes that are not recorded yet. */
  get paths(): ReadonlySet<string> {
    return new Set([...this.typed.keys(), ...this.disk.keys()]);
  }

  isTyped(path: string): boolean {
    return this.typed.has(path);
  }

  /** False when it will not be recorded by itself. */
  touch(path: string, kind: 'typed' | 'disk', now: Date): boolean {
    if (kind === 'disk') {
      // The editor's own save, or its reload: the burst knows better who did it.
      if (this.typed.has(path) || this.disk.size >= MAX_FILES) return false;
      if (!this.disk.has(path)) this.disk.set(path, now);
      const [first = now] = this.disk.values();
      this.settleOrWait('disk', first, now);
      return true;
    }
    for (const other of this.typed.keys()) if (other !== path) this.settle('typed');
    // What was taken for a change on disk until now was this edit's first key.
    const since = this.typed.get(path) ?? this.disk.get(path) ?? now;
    this.disk.delete(path);
    this.typed.set(path, since);
    this.settleOrWait('typed', since, now);
    return true;
  }

  /**
   * A file was saved in the editor: its burst ends, also one that was taken for a change on disk because the editor reported
   * it when nothing was left to save. False when there is none.
   */
  saved(path: string): boolean {
    const since = this.typed.get(path) ?? this.disk.get(path);
    if (since === undefined) return false;
    this.typed.delete(path);
    this.disk.delete(path);
    this.settled([path], 'saved', since);
    return true;
  }

  settle(kind: 'typed' | 'disk'): void {
    for (const { paths, since } of this.drain(kind)) this.settled(paths, kind, since);
  }

  /** Takes what is pending, to be recorded by the caller: one group a file for what was typed, one for the disk. */
  drain(kind: 'typed' | 'disk'): readonly { readonly paths: readonly string[]; readonly since: Date }[] {
    clearTimeout(this.timers[kind]);
    const entries = [...this[kind]];
    this[kind].clear();
    if (kind === 'typed') return entries.map(([path, since]) => ({ paths: [path], since }));
    const [first] = entries;
    return first === undefined ? [] : [{ paths: entries.map(([path]) => path), since: first[1] }];
  }

  private settleOrWait(kind: 'typed' | 'disk', since: Date, now: Date): void {
    if (now.getTime() - since.getTime() > LONGEST_BURST) return this.settle(kind);
    clearTimeout(this.timers[kind]);
    this.timers[kind] = setTimeout(() => this.settle(kind), QUIET[kind]);
  }
}
