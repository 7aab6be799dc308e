import type { NewCandidate, ReadCandidates } from '../../core/candidates/candidate';
import { shortRef } from '../../core/text/shortRef';
import type { Git } from '../git/git';
import { whyUnread } from '../change/whyUnread';
import type { ReadOptions } from './readOptions';

/**
 * What each branch changed since it left the base; each candidate is against the commit where it did.
 *
 * @param base any revision
 * @param branches refs in full: `refs/heads/fix`, `refs/remotes/origin/fix`
 */
export async function readBranches(
  git: Git,
  base: string,
  branches: readonly string[],
  { signal, onProgress }: ReadOptions,
): Promise<ReadCandidates> {
  const candidates: NewCandidate[] = [];
  const problems: string[] = [];
  for (const [index, ref] of branches.entries()) {
    onProgress(index, branches.length);
    const label = shortRef(ref);
    const start = await git.mergeBase(base, ref, signal);
    const patch = start === null ? null : await git.diff(start, ref, signal);
    if (signal.aborted) break;
    if (start === null)
      problems.push(`${label} and ${shortRef(base)} have no commit in common; it was not added.`);
    else if (patch === null)
      problems.push(await whyUnread(git, { label, from: start, to: ref }, 'it was not added', signal));
    else if (patch === '')
      problems.push(`${label} changes nothing since it left ${shortRef(base)}; it was not added.`);
    else candidates.push({ label, origin: { kind: 'branch', ref, base }, patch, base: start });
  }
  return { candidates, problems };
}
