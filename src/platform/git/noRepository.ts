import { readdir } from 'node:fs/promises';
import * as path from 'node:path';
import { reasonOf } from './gitFailure';
import type { NoAnswer } from './runGit';

export interface GitProblem {
  /** One sentence: what happened and what to do next. */
  readonly problem: string;
}

/** Why a folder's repository cannot be read. */
export interface NoRepository extends GitProblem {
  /** `none`: there is no repository. Else there may be one, and git would not read it. */
  readonly kind: 'none' | 'unreadable';
}

/** What git says of a folder that it would not open, and what to do about it. */
export async function openFailure(folder: string, answer: NoAnswer): Promise<NoRepository> {
  if (answer.kind === 'notFound')
    return unreadable('git was not found; install it or put it on the PATH, then try again.');
  const message = answer.kind === 'failed' ? answer.message : '';
  if (/dubious ownership/.test(message)) {
    const [, root = folder] = / at '(.+)'/.exec(message) ?? [];
    return unreadable(
      `git does not trust ${root} because another user owns it; if you do, run "git config --global --add safe.directory ${root}".`,
    );
  }
  if (/work tree/.test(message))
    return unreadable(
      `${folder} has no working tree: it is a bare repository, or where git keeps its own files. Open a working tree; "git worktree add" makes one.`,
    );
  if (/cannot change to/.test(message))
    return unreadable(`There is no folder ${folder}; name the folder of a git repository.`);
  if (!/not a git repository \(or any/.test(message))
    return unreadable(`git could not open the repository of ${folder}: ${reasonOf(answer)}.`);
  if (await holdsRepository(folder)) {
    const place = path.join(folder, '.git');
    return unreadable(
      `git does not take ${place} for a repository, since its HEAD, objects or refs are missing or damaged; restore them, or clone it again.`,
    );
  }
  const problem = `${folder} is not in a git repository; run "git init" and commit the base first.`;
  return { kind: 'none', problem };
}

/** There may be a repository, and git would not read it. */
export function unreadable(problem: string): NoRepository {
  return { kind: 'unreadable', problem };
}

/** Whether something lies where the folder's repository would be: git says of one that is damaged that there is none. */
async function holdsRepository(folder: string): Promise<boolean> {
  const entries = await readdir(path.join(folder, '.git')).catch(() => []);
  return entries.length > 0;
}
