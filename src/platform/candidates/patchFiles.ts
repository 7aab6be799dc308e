import { lstat, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import type { ReadCandidates } from '../../core/candidates/candidate';
import { MAX_PATCH_BYTES } from '../../core/patch/parsePatch';
import { decodeText } from '../text/decodeText';
import { found, notFound, readEach } from './readEach';
import type { ReadOptions } from './readOptions';
import { messageOf } from '../../core/text/messageOf';

/** Patch files, each one candidate against the same commit. Whether they hold a diff is the scorer's to say. */
export function readPatchFiles(
  files: readonly string[],
  base: string,
  options: ReadOptions,
): Promise<ReadCandidates> {
  return readEach(
    files,
    file => path.basename(file),
    options,
    file => readPatchFile(file, base),
  );
}

export async function readPatchFile(file: string, base: string): Promise<ReadCandidates> {
  const label = path.basename(file);
  try {
    const status = await lstat(file);
    if (!status.isFile() || status.size > MAX_PATCH_BYTES)
      return notFound(`${label} is ${status.isFile() ? 'too large' : 'not a plain file'} and was not added.`);
    const patch = decodeText(await readFile(file));
    return found({ label, origin: { kind: 'file', path: file }, patch, base });
  } catch (error) {
    return notFound(`${label} could not be read: ${messageOf(error)}.`);
  }
}
