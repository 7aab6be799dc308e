import { lstat, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { ABSENT, type FileContent } from './fileLedger';
import { isBinary } from '../git/isBinary';

/** Larger files are known by their size and time alone. */
const MAX_BYTES = 2_000_000;

/** A file as it is on disk. Never through a link: it may lead out of the workspace. */
export async function diskContent(root: string, file: string): Promise<FileContent> {
  const place = path.join(root, ...file.split('/'));
  try {
    const status = await lstat(place);
    if (status.isDirectory()) return ABSENT;
    const stamp = `${status.size} ${status.mtimeMs}`;
    if (!status.isFile() || status.size > MAX_BYTES) return { kind: 'opaque', stamp };
    const bytes = await readFile(place);
    if (isBinary(bytes)) return { kind: 'opaque', stamp };
    return { kind: 'text', text: bytes.toString('utf8') };
  } catch {
    return ABSENT;
  }
}
