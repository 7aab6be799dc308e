import { readFile, stat } from 'node:fs/promises';
import * as path from 'node:path';

/**
 * Where git keeps HEAD of a worktree: `.git`, or for a linked worktree the folder that the file `.git` names.
 * Null when there is neither.
 */
export async function gitFolderOf(root: string): Promise<string | null> {
  const place = path.join(root, '.git');
  try {
    if ((await stat(place)).isDirectory()) return place;
    const [, folder] = /^gitdir: (.+?)\r?\n?$/.exec(await readFile(place, 'utf8')) ?? [];
    return folder === undefined ? null : path.resolve(root, folder);
  } catch {
    return null;
  }
}
