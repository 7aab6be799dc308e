import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import * as path from 'node:path';
import { errorCode } from '../files/errorCode';

/** How often the owner shows that it lives, and how long it may be silent, in milliseconds. */
const HEARTBEAT = 5_000;
const SILENCE = 30_000;
/** A beat that is due comes within this, on a busy machine too. */
const NEXT_BEAT = HEARTBEAT + 1_000;

interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly token: string;
}

/**
 * One writer for a folder: a file that names its owner. A lock whose owner has died, or has not been heard of for 30 s and
 * does not show itself when its next beat is due, is taken over, so that a crash locks nobody out. Node knows no lock of the operating system's; the libraries
 * for this hook the signals of the whole process, which is the editor's here.
 *
 * It keeps two windows from recording the same work twice. That two writers cannot tear each other's lines does not
 * depend on it: each log has one name of its own, and a log that grew by itself is not written to (`AppendLog`).
 */
export class WriterLock {
  private constructor(
    private readonly file: string,
    private readonly token: string,
    private readonly heartbeat: NodeJS.Timeout,
  ) {}

  /** @returns null when another process holds the lock. @throws when the folder cannot be written */
  static async acquire(folder: string): Promise<WriterLock | null> {
    const file = path.join(folder, 'writer.lock');
    const token = randomUUID();
    const own = `${file}.${token}`;
    await writeFile(own, JSON.stringify({ pid: process.pid, host: hostname(), token } satisfies Owner), {
      mode: 0o600,
    });
    try {
      for (let attempt = 0; attempt < 3; attempt++) {
        // A link is made whole or not at all, and not over another.
        if (await linked(own, file)) return new WriterLock(file, token, beat(file));
        const standing = await standingOf(file);
        if (standing === 'held' || (standing === 'silent' && (await beatsAgain(file)))) return null;
        await setAside(file, token);
      }
      return null;
    } finally {
      await rm(own, { force: true });
    }
  }

  async release(): Promise<void> {
    clearInterval(this.heartbeat);
    if ((await ownerOf(this.file))?.token === this.token) await rm(this.file, { force: true });
  }
}

function beat(file: string): NodeJS.Timeout {
  const timer = setInterval(() => {
    const now = new Date();
    void utimes(file, now, now).catch(() => undefined);
  }, HEARTBEAT);
  timer.unref();
  return timer;
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** `silent`: as far as can be told its owner lives, but it has not been heard of for too long. */
type Standing = 'held' | 'silent' | 'free';

async function standingOf(file: string): Promise<Standing> {
  try {
    const silence = Date.now() - (await stat(file)).mtimeMs;
    const owner = await ownerOf(file);
    if (owner === null || (owner.host === hostname() && !lives(owner.pid))) return 'free';
    return silence > SILENCE ? 'silent' : 'held';
  } catch {
    return 'free';
  }
}

/** When the machine wakes, every owner has been silent for as long as it slept; one that lives goes on beating. */
async function beatsAgain(file: string): Promise<boolean> {
  try {
    const before = (await stat(file)).mtimeMs;
    await new Promise(resolve => setTimeout(resolve, NEXT_BEAT));
    return (await stat(file)).mtimeMs !== before;
  } catch {
    return false;
  }
}

/** Moves a lock that nobody holds out of the way. Of two that do so at once, one moves the other's new lock: it is put back. */
async function setAside(file: string, token: string): Promise<void> {
  const aside = `${file}.${token}.old`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  if ((await standingOf(aside)) === 'held') await linked(aside, file).catch(() => false);
  await rm(aside, { force: true });
}

async function ownerOf(file: string): Promise<Owner | null> {
  try {
    const owner: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof owner !== 'object' || owner === null) return null;
    const { pid, host, token } = owner as Partial<Record<keyof Owner, unknown>>;
    return typeof pid === 'number' &&
      Number.isInteger(pid) &&
      pid > 0 &&
      typeof host === 'string' &&
      typeof token === 'string'
      ? { pid, host, token }
      : null;
  } catch {
    return null;
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It lives and belongs to somebody else.
    return errorCode(error) === 'EPERM';
  }
}
