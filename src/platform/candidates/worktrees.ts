import * as path from 'node:path';
import type { NewCandidate, ReadCandidates } from '../../core/candidates/candidate';
import { workingTreeChange } from '../change/workingTree';
import { Git, type Worktree } from '../git/git';
import type { ReadOptions } from './readOptions';

/** The repository's worktrees besides the one that is open. */
export async function otherWorktrees(git: Git, signal?: AbortSignal): Promise<readonly Worktree[]> {
  return (await git.worktrees(signal)).filter(({ folder }) => path.resolve(folder) !== git.realRoot);
}

/** What each worktree changed since it left a base: commits, and what is not committed there yet. */
export async function readWorktrees(
  base: string,
  worktrees: readonly Worktree[],
  { signal, onProgress, exclude = new Set() }: ReadOptions,
): Promise<ReadCandidates> {
  const candidates: NewCandidate[] = [];
  const problems: string[] = [];
  for (const [index, { folder, branch }] of worktrees.entries()) {
    onProgress(index, worktrees.length);
    const label = path.basename(folder);
    const opened = await Git.open(folder);
    if (!(opened instanceof Git)) {
      problems.push(`The worktree ${folder} cannot be read; "git worktree prune" forgets one that is gone.`);
      continue;
    }
    const start = await opened.mergeBase(base, 'HEAD', signal);
    const options = { unsaved: [], exclude };
    const change = start === null ? null : await workingTreeChange(opened, start, options, signal);
    if (signal.aborted) break;
    if (start === null || change === null)
      problems.push(`The worktree ${label} has no commit in common with the base; it was not added.`);
    else if (change.kind === 'tooLarge')
      problems.push(`The change in the worktree ${label} is too large to read; it was not added.`);
    else if (change.patch === '')
      problems.push(`The worktree ${label} changes nothing since it left the base; it was not added.`);
    else {
      const origin = { kind: 'worktree', folder, branch } as const;
      candidates.push({ label, origin, patch: change.patch, base: start });
      problems.push(...change.problems.map(problem => `${label}: ${problem}`));
    }
  }
  return { candidates, problems };
}
