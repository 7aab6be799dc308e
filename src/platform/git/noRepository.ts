import { readdir, realpath } from 'node:fs/promises';
import * as path from 'node:path';
import { reasonOf } from './gitFailure';
import { runGit, type NoAnswer } from './runGit';

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
  const damaged = await damagedRepository(folder);
  if (damaged !== null) return unreadable(damagedSentence(damaged));
  const problem = `${folder} is not in a git repository; run "git init" and commit the base first.`;
  return { kind: 'none', problem };
}

/** Of a folder that holds a `.git` which git passes over. */
export function damagedSentence(folder: string): string {
  return `git does not recognise ${path.join(folder, '.git')} as a repository, since its HEAD, objects or refs are missing or damaged; restore them, or clone it again.`;
}

/** There may be a repository, and git would not read it. */
export function unreadable(problem: string): NoRepository {
  return { kind: 'unreadable', problem };
}

/** The folder, or one above it, that holds a repository which is damaged: git says that there is none. Null without one. */
async function damagedRepository(folder: string): Promise<string | null> {
  const own = await realpath(folder).catch(() => folder);
  for (let place = own, above = ''; place !== above; above = place, place = path.dirname(place)) {
    const entries = await readdir(path.join(place, '.git')).catch(() => []);
    if (entries.length === 0) continue;
    // One that is whole lies beyond where git was told to look no further.
    const answer = await runGit(place, ['rev-parse', '--git-dir']);
    return answer.kind === 'done' ? null : place;
  }
  return null;
}
