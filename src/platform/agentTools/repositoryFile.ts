import { lstat, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { DEFAULT_PATCH_LIMITS } from '../../core/patch/parsePatch';
import { errorCode } from '../files/errorCode';
import { isInside } from '../files/isInside';
import type { Git } from '../git/git';
import { decodeText } from '../text/decodeText';

/** Four bytes are the most that UTF-8 spends on a character. */
const maxBytes = 4 * DEFAULT_PATCH_LIMITS.maxCharacters;

/**
 * A text file inside a repository, or one sentence why not. Neither `..`, nor an absolute path elsewhere, nor a link
 * leads out of it, and `.git` is not part of it.
 *
 * @param file relative to the root, or absolute inside it, by whichever spelling of the root
 */
export async function readRepositoryFile(
  { root, realRoot }: Pick<Git, 'root' | 'realRoot'>,
  file: string,
): Promise<{ readonly text: string } | { readonly problem: string }> {
  const place = path.resolve(root, file);
  const outside = { problem: `${file} is outside the repository; give a path inside ${root}.` };
  if (file.includes('\0') || !(isPart(root, place) || isPart(realRoot, place))) return outside;
  try {
    const real = await realpath(place);
    if (!isPart(realRoot, real)) return outside;
    const status = await lstat(real);
    if (!status.isFile()) return { problem: `${file} is not a plain file.` };
    if (status.size > maxBytes) return { problem: `${file} is too large to be a patch that is scored.` };
    return { text: decodeText(await readFile(real)) };
  } catch (error) {
    const code = errorCode(error) ?? 'unreadable';
    if (code === 'ENOENT') return { problem: `There is no file ${file} in the repository.` };
    return { problem: `${file} cannot be read (${code}).` };
  }
}

/** Whether a place lies below the root, and not in its `.git`. */
function isPart(root: string, place: string): boolean {
  const [first = ''] = path.relative(root, place).split(path.sep);
  return isInside(root, place) && first !== '' && first.toLowerCase() !== '.git';
}
