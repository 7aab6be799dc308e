import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import { messageOf } from '../../core/text/messageOf';
import { LineSplitter, type SplitLine } from './lineSplitter';

/** One line of a JSON-lines file: its value, or why it has none. `line` is 1-based. */
type JsonLine =
  | { readonly kind: 'value'; readonly line: number; readonly value: unknown }
  | { readonly kind: 'problem'; readonly line: number; readonly message: string };

/** A line longer than this is skipped: no patch or source file of a real set comes near it. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/**
 * Reads a JSON-lines file line by line; a name ending in `.gz` is unpacked on the way. Never throws for
 * what the file holds: an unreadable line, a damaged archive or a missing file is a `problem`, and what
 * came before it stands.
 *
 * Lines end at `\n` only. (`node:readline` also splits at U+2028, which JSON allows inside strings.)
 */
export async function* readJsonLines(path: string): AsyncGenerator<JsonLine, void, void> {
  const output = new PassThrough();
  const input = createReadStream(path);
  // The pipeline's own promise is awaited below; until then a failure reaches us through the iterator.
  const piped = path.endsWith('.gz') ? pipeline(input, createGunzip(), output) : pipeline(input, output);
  const outcome = piped.then(
    () => null,
    (error: unknown) => error,
  );
  const splitter = new LineSplitter(MAX_LINE_BYTES);
  let last = 0;
  try {
    for await (const chunk of output as AsyncIterable<Buffer>) {
      for (const line of splitter.push(chunk)) {
        last = line.line;
        yield* parsed(line);
      }
    }
  } catch {
    // Reported below, with the cause.
  }
  const error = await outcome;
  if (error !== null) {
    yield { kind: 'problem', line: last + 1, message: `could not be read: ${messageOf(error)}` };
    return;
  }
  const rest = splitter.end();
  if (rest !== null) yield* parsed(rest);
}

/** Nothing for an empty line. */
function* parsed(read: SplitLine): Generator<JsonLine, void, void> {
  const { line } = read;
  if (read.kind === 'tooLong') {
    yield { kind: 'problem', line, message: `longer than ${MAX_LINE_BYTES} bytes` };
    return;
  }
  const text = read.text.trim();
  // A byte order mark is trimmed with the blanks.
  if (text === '') return;
  try {
    yield { kind: 'value', line, value: JSON.parse(text) as unknown };
  } catch {
    yield { kind: 'problem', line, message: 'not JSON' };
  }
}
