import { lstat, readFile, realpath } from 'node:fs/promises';
import * as path from 'node:path';
import { errorCode } from './errorCode';
import { isInside } from './isInside';
import type { Git } from '../git/git';
import { decodeText } from '../text/decodeText';

/** The text of a file, or why there is none. */
type RepositoryText =
  | { readonly kind: 'read'; readonly text: string }
  | { readonly kind: 'missing' | 'outside' | 'tooLarge' | 'unreadable'; readonly problem: string };

/**
 * A text file inside a repository, or one sentence why not. Neither `..`, nor an absolute path elsewhere, nor a link
 * leads out of it, and `.git` is not part of it.
 *
 * @param file relative to the root, or absolute inside it, by whichever spelling of the root
 * @param maxBytes of a larger one nothing is read
 */
export async function readRepositoryFile(
  { root, realRoot }: Pick<Git, 'root' | 'realRoot'>,
  file: string,
  maxBytes: number,
): Promise<RepositoryText> {
  const place = path.resolve(root, file);
  const unreadable = (problem: string): RepositoryText => ({ kind: 'unreadable', problem });
  const outside: RepositoryText = {
    kind: 'outside',
    problem: `${file} is outside the repository; give a path inside ${root}.`,
  };
  if (place === root || place === realRoot)
    return unreadable(`${file.trim() || 'An empty path'} is the repository itself; give a file in it.`);
  if (file.includes('\0') || !(isPart(root, place) || isPart(realRoot, place))) return outside;
  try {
    const real = await realpath(place);
    if (!isPart(realRoot, real)) return outside;
    const status = await lstat(real);
    if (!status.isFile()) return unreadable(`${file} is not a plain file.`);
    if (status.size > maxBytes)
      return { kind: 'tooLarge', problem: `${file} is longer than ${maxBytes / 1_000_000} MB.` };
    return { kind: 'read', text: decodeText(await readFile(real)) };
  } catch (error) {
    const code = errorCode(error) ?? 'unreadable';
    if (code === 'ENOENT') return { kind: 'missing', problem: `There is no file ${file} in the repository.` };
    return unreadable(`${file} cannot be read (${code}).`);
  }
}

/** Whether a place lies below the root, and not in its `.git`. */
function isPart(root: string, place: string): boolean {
  const [first = ''] = path.relative(root, place).split(path.sep);
  return isInside(root, place) && first !== '' && first.toLowerCase() !== '.git';
}
