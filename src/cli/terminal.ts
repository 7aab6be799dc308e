import { constants } from 'node:fs';
import { access, stat, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import ora, { type Ora } from 'ora';
import pc from 'picocolors';
import { messageOf } from '../core/text/messageOf';
import { errorCode } from '../platform/files/errorCode';
import { refused, type CommandProblem } from './exitCode';
import { plain, plainJson } from './plain';

/** Shortest time between two plain progress lines. */
const PLAIN_INTERVAL_MS = 10_000;

/** Progress of a long piece of work, until it is stopped. */
export interface Progress {
  update(text: string): void;
  stop(): void;
}

/** Says on stderr what happened: stdout holds results alone. Names and texts of others' files may be part of it. */
export function note(message: string): void {
  process.stderr.write(`${plainLines(message)}\n`);
}

/** The same of something that a person should look at. */
export function warn(message: string): void {
  process.stderr.write(`${pc.yellow('!')} ${plainLines(message)}\n`);
}

function plainLines(message: string): string {
  return message.split('\n').map(plain).join('\n');
}

/** A spinner on a terminal; elsewhere a plain line now and then. */
export function startProgress(text: string): Progress {
  return process.stderr.isTTY ? new Spinner(text) : new PlainProgress(text);
}

class Spinner implements Progress {
  // `discardStdin` would swallow the Ctrl-C that cancels the work.
  private readonly ora: Ora;

  constructor(text: string) {
    this.ora = ora({
      text,
      stream: process.stderr,
      discardStdin: false,
      // ora does not know NO_COLOR.
      color: pc.isColorSupported && 'cyan',
    }).start();
  }

  update(text: string): void {
    this.ora.text = text;
  }

  stop(): void {
    this.ora.stop();
  }
}

class PlainProgress implements Progress {
  private last = performance.now();

  constructor(text: string) {
    note(text);
  }

  update(text: string): void {
    const now = performance.now();
    if (now - this.last < PLAIN_INTERVAL_MS) return;
    this.last = now;
    note(text);
  }

  stop(): void {
    // Plain lines leave nothing to clear.
  }
}

/** Writes a result and waits until the reader has taken it. */
export async function printResult(text: string): Promise<void> {
  const line = text.endsWith('\n') ? text : `${text}\n`;
  await new Promise<void>((resolve, reject) =>
    process.stdout.write(line, error => (error ? reject(error) : resolve())),
  );
}

/** The same of a result for programs. */
export function printJson(value: unknown): Promise<void> {
  return printResult(plainJson(value));
}

/** Refuses a result file that cannot be written: better before minutes of work than after them. */
export async function checkWritable(file: string): Promise<void> {
  const status = await stat(file).catch(() => null);
  if (status?.isDirectory() === true) throw refused(`${file} is a folder; name a file.`);
  const written = status === null ? path.dirname(path.resolve(file)) : file;
  await access(written, constants.W_OK).catch((error: unknown) => {
    throw unwritable(file, error);
  });
}

/** Writes a file that a command was asked for. */
export async function writeResultFile(file: string, content: string): Promise<void> {
  await writeFile(file, content, 'utf8').catch((error: unknown) => {
    throw unwritable(file, error);
  });
}

/** The sentence on a file that the system does not let be written. */
export function unwritable(file: string, error: unknown): CommandProblem {
  return refused(`${file} cannot be written (${errorCode(error) ?? messageOf(error)}).`);
}

/** Takes what the scorer logs while all goes well; what goes wrong arrives as an answer. */
export function quiet(): void {
  // Nothing to say.
}
