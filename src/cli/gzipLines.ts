import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { unwritable } from './terminal';

/** JSON lines through gzip to a file, no faster than the disk takes them. */
export class GzipLines {
  private readonly gzip = createGzip();
  /** What went wrong on the way to the disk; null when all was written. */
  private readonly outcome: Promise<Error | null>;
  private failure: Error | null = null;
  private closed = false;

  constructor(readonly file: string) {
    this.outcome = pipeline(this.gzip, createWriteStream(file)).then(
      () => null,
      (error: Error) => (this.failure = error),
    );
  }

  async write(row: object): Promise<void> {
    this.check(this.failure);
    if (this.gzip.write(`${JSON.stringify(row)}\n`)) return;
    // A destroyed stream never drains.
    this.check(await Promise.race([once(this.gzip, 'drain').then(() => null, asError), this.outcome]));
  }

  async close(): Promise<void> {
    this.gzip.end();
    this.check(await this.outcome);
    this.closed = true;
  }

  /** Takes away a file that was not closed: a part of a set must not be taken for the set. A device or a pipe stays. */
  async discard(): Promise<void> {
    if (this.closed) return;
    this.gzip.destroy();
    await this.outcome;
    if ((await stat(this.file).catch(() => null))?.isFile() === true) await rm(this.file);
  }

  private check(error: Error | null): void {
    if (error !== null) throw unwritable(this.file, error);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
