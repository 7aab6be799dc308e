import * as path from 'node:path';
import { readBaseFiles } from '../platform/change/baseFiles';
import { innerChanges, innerSentence } from '../platform/change/innerChanges';
import type { ReadChange } from '../platform/change/readChange';
import { workingTreeChange } from '../platform/change/workingTree';
import { Git } from '../platform/git/git';
import { GitFailure } from '../platform/git/gitFailure';
import { noCommitsYet } from '../platform/git/noCommits';
import type { NoRepository } from '../platform/git/noRepository';
import { refused } from './exitCode';
import { warn } from './terminal';

export type Change = Pick<ReadChange, 'patch' | 'baseFiles'>;

/** The repository that holds a folder. */
export async function openRepository(folder: string): Promise<Git> {
  const git = await Git.open(folder);
  if (git instanceof Git) return git;
  throw refused(git.problem);
}

/**
 * What a repository knows of patches besides what they say. A base that was named must be there; one that was not is a bonus:
 * without a repository that can be read they stand as they are, which is said.
 *
 * @param patches how many
 */
export async function readAround<T>(
  { repo, base }: { readonly repo: string; readonly base: string | null },
  patches: number,
  bare: T,
  read: (git: Git) => Promise<T>,
): Promise<T> {
  const folder = path.resolve(repo);
  if (base !== null) return read(await openRepository(folder));
  const git = await Git.open(folder);
  if (!(git instanceof Git)) {
    warn(withoutRepository(git, folder, patches));
    return bare;
  }
  try {
    return await read(git);
  } catch (error) {
    if (!GitFailure.is(error)) throw error;
    warn(unreadRepository(error.message, patches));
    return bare;
  }
}

function withoutRepository({ kind, problem }: NoRepository, folder: string, patches: number): string {
  if (kind === 'unreadable') return unreadRepository(problem, patches);
  return `${folder} is not in a git repository, so ${scoredBare(patches)}; name the repository with --repo.`;
}

/** The sentence on patches around which git would not, or could not, read the repository. */
export function unreadRepository(problem: string, patches: number): string {
  return `${problem} Until then ${scoredBare(patches)}.`;
}

function scoredBare(patches: number): string {
  return patches === 1
    ? 'the change is scored without the code around it'
    : 'the changes are scored without the code around them';
}

/** @param advice what to do where there is none @throws CommandProblem where there is none */
export async function commitOf(
  git: Git,
  revision: string,
  signal: AbortSignal,
  advice = 'name another base, or commit the base first',
): Promise<string> {
  const commit = await git.resolve(revision, signal);
  if (commit !== null) return commit;
  const sentence = `There is no commit "${revision}"; ${advice}.`;
  throw refused((await noCommitsYet(git, signal)) ?? sentence);
}

/**
 * What changed in the working tree since a commit: tracked files and those that git neither knows nor ignores.
 *
 * @param exclude files that are about the change rather than part of it
 */
export async function changeOfWorkingTree(
  git: Git,
  base: string,
  exclude: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Change> {
  const change = await workingTreeChange(git, base, { unsaved: [], exclude }, signal);
  if (change.kind === 'tooLarge')
    throw refused(
      'The change of the working tree is too large to read; split it, or ignore generated files.',
    );
  for (const problem of change.problems) warn(problem);
  for (const link of change.links) warn(`${link} is a symbolic link and is left out.`);
  for (const inner of await innerChanges(git, base, change, signal))
    warn(
      innerSentence(inner, {
        edited: place => `score it with --repo ${path.join(git.root, place)}`,
        moved: (place, range) => `review ${range} with --repo ${path.join(git.root, place)}`,
      }),
    );
  return { patch: change.patch, baseFiles: await readBaseFiles(git, base, change.files, signal) };
}
