import { lstat, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { DEFAULT_PATCH_LIMITS } from '../../core/patch/parsePatch';
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
  if (file.includes('\0') || !(isInside(root, place) || isInside(realRoot, place))) return outside;
  try {
    const real = await realpath(place);
    if (!isInside(realRoot, real)) return outside;
    const status = await lstat(real);
    if (!status.isFile()) return { problem: `${file} is not a plain file.` };
    if (status.size > maxBytes) return { problem: `${file} is too large to be a patch that is scored.` };
    return { text: decodeText(await readFile(real)) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    if (code === 'ENOENT') return { problem: `There is no file ${file} in the repository.` };
    return { problem: `${file} cannot be read (${code}).` };
  }
}

function isInside(root: string, place: string): boolean {
  const relative = path.relative(root, place);
  if (relative === '' || path.isAbsolute(relative)) return false;
  const [first] = relative.split(path.sep);
  return first !== '..' && first?.toLowerCase() !== '.git';
}
