import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import { messageOf } from '../../core/text/messageOf';

/** One line of a JSON-lines file: its value, or why it has none. `line` is 1-based. */
export type JsonLine =
  | { readonly kind: 'value'; readonly line: number; readonly value: unknown }
  | { readonly kind: 'problem'; readonly line: number; readonly message: string };

/** A line longer than this is skipped: no patch or source file of a real set comes near it. */
const maxLineBytes = 64 * 1024 * 1024;
const newline = 0x0a;

/**
 * Reads a JSON-lines file line by line; a name ending in `.gz` is unpacked on the way. Never throws for
 * what the file holds: an unreadable line, a damaged archive or a missing file is a `problem`, and what
 * came before it stands.
 *
 * Lines end at `\n` only. (`node:readline` also splits at U+2028, which JSON allows inside strings.)
 */
export async function* readJsonLines(path: string): AsyncGenerator<JsonLine, void, void> {
  let line = 0;
  let pieces: Buffer[] = [];
  let length = 0;

  const finishLine = (): JsonLine | null => {
    line += 1;
    const tooLong = length > maxLineBytes;
    const text = tooLong ? '' : Buffer.concat(pieces).toString('utf8').trim();
    pieces = [];
    length = 0;
    if (tooLong) return { kind: 'problem', line, message: `is longer than ${maxLineBytes} bytes` };
    if (text === '' || text === '\uFEFF') return null;
    try {
      return { kind: 'value', line, value: JSON.parse(text) as unknown };
    } catch {
      return { kind: 'problem', line, message: 'is not JSON' };
    }
  };
  const take = (piece: Buffer): void => {
    length += piece.length;
    if (length <= maxLineBytes) pieces.push(piece);
    else pieces = [];
  };

  const output = new PassThrough();
  const input = createReadStream(path);
  // The pipeline's own promise is awaited below; until then a failure reaches us through the iterator.
  const piped = path.endsWith('.gz') ? pipeline(input, createGunzip(), output) : pipeline(input, output);
  const outcome = piped.then(
    () => null,
    (error: unknown) => error,
  );
  try {
    for await (const chunk of output as AsyncIterable<Buffer>) {
      let start = 0;
      for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
        take(chunk.subarray(start, end));
        const finished = finishLine();
        if (finished) yield finished;
        start = end + 1;
      }
      take(chunk.subarray(start));
    }
  } catch {
    // Reported below, with the cause.
  }
  const error = await outcome;
  if (error !== null) {
    yield { kind: 'problem', line: line + 1, message: `could not be read: ${messageOf(error)}` };
    return;
  }
  if (length > 0) {
    const finished = finishLine();
    if (finished) yield finished;
  }
}
