import { constants } from 'node:fs';
import { open, readFile, type FileHandle } from 'node:fs/promises';
import * as path from 'node:path';
import { decodeLines, encodeLine, LOG_SEED, type LogLine } from './logLines';

/** Files above this are none of ours. */
export const MAX_LOG_BYTES = 256 * 1024 * 1024;

/** Windows has no such flag. */
const NO_LINKS = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW;

/**
 * Appends entries to one file. What `append` has answered for is on the disk: the process may be killed at any
 * byte, and the file then holds every acknowledged line and at most a beginning of the next.
 */
export class AppendLog {
  private writing: Promise<void> = Promise.resolve();
  private broken: Error | null = null;

  private constructor(
    private readonly handle: FileHandle,
    private bytes: number,
    private checksum: string,
  ) {}

  /** A new log. @throws when the file exists or cannot be made */
  static async create(file: string): Promise<AppendLog> {
    const handle = await open(file, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR, 0o600);
    await syncFolder(path.dirname(file));
    return new AppendLog(handle, 0, LOG_SEED);
  }

  /**
   * A log that a process left behind, to go on with. The beginning of a line that was never acknowledged is cut off.
   *
   * @returns null when the file is damaged otherwise: nothing of it may be lost by writing on
   * @throws when the file cannot be read or written
   */
  static async reopen(
    file: string,
  ): Promise<{ readonly log: AppendLog; readonly lines: readonly LogLine[] } | null> {
    const handle = await open(file, constants.O_RDWR | NO_LINKS);
    try {
      const status = await handle.stat();
      if (!status.isFile() || status.size > MAX_LOG_BYTES) return await closed(handle);
      const { lines, goodBytes, rest } = decodeLines(await readFile(handle));
      if (rest === 'damaged') return await closed(handle);
      if (rest === 'torn') {
        await handle.truncate(goodBytes);
        await handle.datasync();
      }
      return { log: new AppendLog(handle, goodBytes, lines.at(-1)?.checksum ?? LOG_SEED), lines };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /**
   * Writes entries behind the others; resolves when they are on the disk, all of them.
   *
   * @throws when it could not be written, or somebody else has written to the file; from then on it always throws
   */
  append(...entries: readonly string[]): Promise<void> {
    const next = this.writing.then(() => this.write(entries));
    this.writing = next.catch(() => undefined);
    return next;
  }

  async close(): Promise<void> {
    await this.writing;
    this.broken ??= new Error('The log is closed.');
    await this.handle.close();
  }

  private async write(entries: readonly string[]): Promise<void> {
    if (this.broken !== null) throw this.broken;
    try {
      if ((await this.handle.stat()).size !== this.bytes)
        throw new Error('Another program writes to this log.');
      let { checksum } = this;
      const lines = entries.map(json => {
        const line = encodeLine(json, checksum);
        checksum = line.checksum;
        return line.bytes;
      });
      const bytes = Buffer.concat(lines);
      await this.writeAll(bytes);
      await this.handle.datasync();
      this.bytes += bytes.length;
      this.checksum = checksum;
    } catch (error) {
      this.broken = error instanceof Error ? error : new Error(String(error));
      throw this.broken;
    }
  }

  /** A write may take only a part, for instance of the last bytes of a full disk. Then nothing of it may stay. */
  private async writeAll(bytes: Buffer): Promise<void> {
    let written = 0;
    try {
      while (written < bytes.length) {
        const rest = bytes.length - written;
        written += (await this.handle.write(bytes, written, rest, this.bytes + written)).bytesWritten;
      }
    } catch (error) {
      if (written > 0) await this.handle.truncate(this.bytes);
      throw error;
    }
  }
}

async function closed(handle: FileHandle): Promise<null> {
  await handle.close();
  return null;
}

/** Puts the file's name itself on the disk. Not every system can do that with a folder; those keep names by themselves. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // Windows opens no folders.
  }
}
