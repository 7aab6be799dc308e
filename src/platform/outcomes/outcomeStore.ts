import { appendFile, lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { outcomeSchema, type Outcome } from '../../core/scoring/outcome';
import { errorCode } from '../files/errorCode';
import { WriterLock } from '../store/writerLock';

/** Oldest outcomes beyond this many are forgotten: what a repository was like years ago says little of today. */
const MAX_OUTCOMES = 5_000;
/** A line is about 300 bytes; a file above this is not one of ours. */
const MAX_BYTES = 16 * 1024 * 1024;

/** How long another window is waited for, and how often it is looked whether it has finished, in milliseconds. */
const PATIENCE = 3_000;
const PAUSE = 30;

interface StoredOutcomes {
  /** In the order they were learned. */
  readonly outcomes: readonly Outcome[];
  /** Lines that could not be read and are ignored. */
  readonly unreadable: number;
}

/**
 * The outcomes of one repository, one JSON line each, in a folder of the extension's own storage; never in the
 * repository. Lines are appended, so that a crash loses at most the last one; a torn line is ignored when read. Of several
 * windows one writes at a time: what is written anew without the oldest lines must not be without another's last.
 */
export class OutcomeStore {
  private readonly file: string;
  /** Writes follow each other in the order in which they were asked for. */
  private writing: Promise<void> = Promise.resolve();

  /** @param folder made when the first outcome is kept */
  constructor(private readonly folder: string) {
    this.file = path.join(folder, 'outcomes.jsonl');
  }

  async read(): Promise<StoredOutcomes> {
    await this.writing.catch(() => undefined);
    const text = await this.text();
    const outcomes: Outcome[] = [];
    let unreadable = 0;
    for (const line of text.split('\n')) {
      if (line.trim() === '') continue;
      const outcome = parseLine(line);
      if (outcome === null) unreadable += 1;
      else outcomes.push(outcome);
    }
    return { outcomes: outcomes.slice(-MAX_OUTCOMES), unreadable };
  }

  /** @throws when the folder cannot be written, or another window holds it for too long */
  add(outcomes: readonly Outcome[]): Promise<void> {
    if (outcomes.length === 0) return Promise.resolve();
    return this.write(async () => {
      const known = await this.text();
      const lines = outcomes.map(outcome => `${JSON.stringify(outcome)}\n`).join('');
      // After a crash the last line may lack its end; ours must not be joined to it.
      const start = known === '' || known.endsWith('\n') ? '' : '\n';
      if (known.split('\n').length + outcomes.length <= 2 * MAX_OUTCOMES) {
        await appendFile(this.file, start + lines, { encoding: 'utf8', mode: 0o600 });
        return;
      }
      const kept = `${known}${start}${lines}`.split('\n').filter(Boolean).slice(-MAX_OUTCOMES);
      await writeFile(`${this.file}.new`, `${kept.join('\n')}\n`, { encoding: 'utf8', mode: 0o600 });
      await rename(`${this.file}.new`, this.file);
    });
  }

  /** Forgets every outcome. */
  clear(): Promise<void> {
    return this.write(() => rm(this.file, { force: true }));
  }

  private write(work: () => Promise<void>): Promise<void> {
    const next = this.writing
      .catch(() => undefined)
      .then(async () => {
        await mkdir(this.folder, { recursive: true });
        const lock = await this.lock();
        await work().finally(() => lock.release());
      });
    this.writing = next;
    return next;
  }

  private async lock(): Promise<WriterLock> {
    for (let waited = 0; waited < PATIENCE; waited += PAUSE) {
      const lock = await WriterLock.acquire(this.folder);
      if (lock !== null) return lock;
      await wait(PAUSE);
    }
    throw new Error('Another window keeps outcomes of this folder; try again in a moment.');
  }

  private async text(): Promise<string> {
    try {
      const status = await lstat(this.file);
      if (!status.isFile() || status.size > MAX_BYTES) return '';
      return await readFile(this.file, 'utf8');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return '';
      throw error;
    }
  }
}

function parseLine(line: string): Outcome | null {
  try {
    const parsed = outcomeSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
