import type { CandidateOrigin, ReadCandidates } from '../../core/candidates/candidate';
import { shortRef } from '../../core/text/shortRef';
import { changeBetween } from '../change/changeBetween';
import type { Git } from '../git/git';
import { found, notFound, readEach, type ReadItems } from './readEach';
import type { ReadOptions } from './readOptions';

/**
 * What each branch changed since it left the base; each candidate is against the commit where it did.
 *
 * @param base any revision
 * @param branches refs in full: `refs/heads/fix`, `refs/remotes/origin/fix`
 */
export function readBranches(
  git: Git,
  base: string,
  branches: readonly string[],
  options: ReadOptions,
): Promise<ReadItems<string>> {
  return readEach(branches, shortRef, options, ref => readBranch(git, base, ref, options.signal));
}

export function readBranch(
  git: Git,
  base: string,
  ref: string,
  signal: AbortSignal,
): Promise<ReadCandidates> {
  const names = { label: shortRef(ref), baseName: shortRef(base) };
  return sinceItLeft(git, base, { ref, origin: { kind: 'branch', ref, base }, ...names }, signal);
}

/** A ref as a candidate. */
interface RefCandidate {
  readonly ref: string;
  readonly origin: CandidateOrigin;
  readonly label: string;
  /** What people call the base. */
  readonly baseName: string;
}

/** What stands at a ref and did not where it left a base. */
export async function sinceItLeft(
  git: Git,
  base: string,
  { ref, origin, label, baseName }: RefCandidate,
  signal: AbortSignal,
): Promise<ReadCandidates> {
  const from = await git.mergeBase(base, ref, signal);
  if (from === null) return notFound(`${label} has no commit in common with ${baseName}; it was not added.`);
  const change = await changeBetween(git, { label, from, to: ref }, 'it was not added', signal);
  if ('problem' in change) return notFound(change.problem);
  return change.patch === ''
    ? notFound(`${label} changes nothing since it left ${baseName}; it was not added.`)
    : found({ label, origin, patch: change.patch, base: from });
}
