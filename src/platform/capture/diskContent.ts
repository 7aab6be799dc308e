import { lstat, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { ABSENT, type FileContent } from './fileLedger';

/** Larger files are known by their size and time alone. */
const MAX_BYTES = 2_000_000;
/** Where git, too, looks for a NUL to call a file binary. */
const BINARY_PROBE = 8_000;

/** A file as it is on disk. Never through a link: it may lead out of the workspace. */
export async function diskContent(root: string, file: string): Promise<FileContent> {
  const place = path.join(root, ...file.split('/'));
  try {
    const status = await lstat(place);
    if (status.isDirectory()) return ABSENT;
    const stamp = `${status.size} ${status.mtimeMs}`;
    if (!status.isFile() || status.size > MAX_BYTES) return { kind: 'opaque', stamp };
    const bytes = await readFile(place);
    if (bytes.subarray(0, BINARY_PROBE).includes(0)) return { kind: 'opaque', stamp };
    return { kind: 'text', text: bytes.toString('utf8') };
  } catch {
    return ABSENT;
  }
}
