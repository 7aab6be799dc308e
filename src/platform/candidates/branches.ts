import type { NewCandidate, ReadCandidates } from '../../core/candidates/candidate';
import type { Git } from '../git/git';
import { whyUnread } from '../change/whyUnread';
import type { ReadOptions } from './readOptions';

/** What each branch changed since it left the base; each candidate is against the commit where it did. */
export async function readBranches(
  git: Git,
  base: string,
  branches: readonly string[],
  { signal, onProgress }: ReadOptions,
): Promise<ReadCandidates> {
  const candidates: NewCandidate[] = [];
  const problems: string[] = [];
  for (const [index, branch] of branches.entries()) {
    onProgress(index, branches.length);
    const name = `refs/heads/${branch}`;
    const start = await git.mergeBase(base, name, signal);
    const patch = start === null ? null : await git.diff(start, name, signal);
    if (signal.aborted) break;
    if (start === null) problems.push(`${branch} and ${base} have no commit in common; it was not added.`);
    else if (patch === null)
      problems.push(
        await whyUnread(git, { label: branch, from: start, to: name }, 'it was not added', signal),
      );
    else if (patch === '')
      problems.push(`${branch} changes nothing since it left ${base}; it was not added.`);
    else candidates.push({ label: branch, origin: { kind: 'branch', branch, base }, patch, base: start });
  }
  return { candidates, problems };
}
