import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { MAX_PATCH_BYTES } from '../core/patch/parsePatch';
import { errorCode } from '../platform/files/errorCode';
import { decodeText } from '../platform/text/decodeText';
import { refused } from './exitCode';

/**
 * A text file, or standard input for `-`: a patch, or a task, which is never as long as a patch may be.
 *
 * @throws CommandProblem in one sentence when it is missing, a folder, no plain file, too long or cannot be read
 */
export async function readText(path: string, signal: AbortSignal): Promise<string> {
  if (path === '-') return decodeText(await collect(process.stdin, 'Standard input', signal));
  await checkFile(path);
  return decodeText(await collect(createReadStream(path), path, signal));
}

/** @throws CommandProblem in one sentence when it is missing, a folder or no plain file */
export async function checkFile(path: string): Promise<void> {
  const status = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw refused(
      error.code === 'ENOENT' ? `There is no file ${path}.` : `${path} cannot be read (${error.code}).`,
    );
  });
  if (status.isDirectory()) throw refused(`${path} is a folder; give a file.`);
  if (!status.isFile()) throw refused(`${path} is not a plain file.`);
}

async function collect(stream: NodeJS.ReadableStream, name: string, signal: AbortSignal): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  const stop = () => (stream as NodeJS.ReadableStream & { destroy?: () => void }).destroy?.();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const piece of stream) {
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
      length += bytes.length;
      if (length > MAX_PATCH_BYTES)
        throw refused(`${name} is longer than ${MAX_PATCH_BYTES / 1_000_000} MB.`);
      pieces.push(bytes);
    }
  } catch (error) {
    const code = errorCode(error);
    throw code === null ? error : refused(`${name} cannot be read (${code}).`);
  } finally {
    signal.removeEventListener('abort', stop);
  }
  return Buffer.concat(pieces);
}
