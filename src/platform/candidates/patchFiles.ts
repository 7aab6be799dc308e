import { lstat, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import type { NewCandidate, ReadCandidates } from '../../core/candidates/candidate';
import { DEFAULT_PATCH_LIMITS } from '../../core/patch/parsePatch';
import { decodeText } from '../text/decodeText';
import type { ReadOptions } from './readOptions';
import { messageOf } from '../../core/text/messageOf';

/** Patch files, each one candidate against the same commit. Whether they hold a diff is the scorer's to say. */
export async function readPatchFiles(
  files: readonly string[],
  base: string,
  { signal, onProgress }: ReadOptions,
): Promise<ReadCandidates> {
  const candidates: NewCandidate[] = [];
  const problems: string[] = [];
  for (const [index, file] of files.entries()) {
    if (signal.aborted) break;
    onProgress(index, files.length);
    const label = path.basename(file);
    try {
      const stat = await lstat(file);
      // Four bytes are the most that UTF-8 spends on a character.
      if (!stat.isFile() || stat.size > 4 * DEFAULT_PATCH_LIMITS.maxCharacters) {
        problems.push(`${label} is ${stat.isFile() ? 'too large' : 'not a plain file'} and was not added.`);
        continue;
      }
      const patch = decodeText(await readFile(file));
      candidates.push({ label, origin: { kind: 'file', path: file }, patch, base });
    } catch (error) {
      problems.push(`${label} could not be read: ${messageOf(error)}.`);
    }
  }
  return { candidates, problems };
}
