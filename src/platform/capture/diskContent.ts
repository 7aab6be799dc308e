import { lstat, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { ABSENT, type FileContent } from './fileLedger';
import { errorCode } from '../files/errorCode';
import { isBinary } from '../git/isBinary';

/** Larger files are known by their size and time alone. */
const MAX_BYTES = 2_000_000;

/** A file as it is on disk. Never through a link, which may lead out of the workspace: to git, nothing lies behind one. */
export async function diskContent(root: string, file: string): Promise<FileContent> {
  const names = file.split('/');
  try {
    let place = root;
    for (const folder of names.slice(0, -1)) {
      place = path.join(place, folder);
      if ((await lstat(place)).isSymbolicLink()) return ABSENT;
    }
    place = path.join(root, ...names);
    const status = await lstat(place);
    if (status.isDirectory()) return ABSENT;
    const stamp = `${status.size} ${status.mtimeMs}`;
    if (!status.isFile() || status.size > MAX_BYTES) return { kind: 'opaque', stamp };
    const bytes = await readFile(place);
    if (isBinary(bytes)) return { kind: 'opaque', stamp };
    return { kind: 'text', text: bytes.toString('utf8') };
  } catch (error) {
    const code = errorCode(error);
    // Whatever else keeps it from being read has not deleted it.
    return code === 'ENOENT' || code === 'ENOTDIR' ? ABSENT : { kind: 'opaque', stamp: code ?? 'unreadable' };
  }
}
