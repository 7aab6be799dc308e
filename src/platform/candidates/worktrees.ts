import { stat } from 'node:fs/promises';
import * as path from 'node:path';
import type { ReadCandidates } from '../../core/candidates/candidate';
import { workingTreeChange } from '../change/workingTree';
import { Git, type Worktree } from '../git/git';
import { found, notFound, readEach, type ReadItems } from './readEach';
import type { ReadOptions } from './readOptions';

/** The repository's worktrees besides the one that is open. */
export async function otherWorktrees(git: Git, signal?: AbortSignal): Promise<readonly Worktree[]> {
  return (await git.worktrees(signal)).filter(({ folder }) => path.resolve(folder) !== git.realRoot);
}

/** What each worktree changed since it left a base: commits, and what is not committed there yet. */
export function readWorktrees(
  base: string,
  worktrees: readonly Worktree[],
  options: ReadOptions,
): Promise<ReadItems<Worktree>> {
  return readEach(worktrees, nameOf, options, tree => readWorktree(base, tree, options));
}

export async function readWorktree(
  base: string,
  tree: Worktree,
  { signal, exclude = new Set() }: Omit<ReadOptions, 'onProgress'>,
): Promise<ReadCandidates> {
  const { folder, branch } = tree;
  const name = nameOf(tree);
  const git = await Git.open(folder);
  if (!(git instanceof Git)) {
    const gone = git.kind === 'none' || (await stat(folder).catch(() => null)) === null;
    return notFound(
      gone
        ? `The worktree ${folder} cannot be read; "git worktree prune" forgets one that is gone.`
        : `${name} was not added: ${git.problem}`,
    );
  }
  const start = await git.mergeBase(base, 'HEAD', signal);
  if (start === null) return notFound(`${name} has no commit in common with the base; it was not added.`);
  const change = await workingTreeChange(git, start, { unsaved: [], exclude }, signal);
  if (change.kind === 'tooLarge')
    return notFound(
      `The change in the worktree ${path.basename(folder)} is too large to read; it was not added.`,
    );
  if (change.patch === '')
    return notFound(`${name} changes nothing since it left the base; it was not added.`);
  const label = path.basename(folder);
  const candidate = {
    label,
    origin: { kind: 'worktree', folder, branch } as const,
    patch: change.patch,
    base: start,
  };
  return found(candidate, ...change.problems.map(problem => `${label}: ${problem}`));
}

function nameOf({ folder }: Worktree): string {
  return `The worktree ${path.basename(folder)}`;
}
