import type { ReadCandidates } from '../../core/candidates/candidate';
import { changeBetween } from '../change/changeBetween';
import type { Commit, Git } from '../git/git';
import { found, notFound, readEach, type ReadItems } from './readEach';
import type { ReadOptions } from './readOptions';

/** Each commit as a candidate of its own, against its parent. */
export function readCommits(
  git: Git,
  commits: readonly Commit[],
  options: ReadOptions,
): Promise<ReadItems<Commit>> {
  return readEach(commits, shortId, options, commit => readCommit(git, commit, options.signal));
}

export async function readCommit(git: Git, commit: Commit, signal: AbortSignal): Promise<ReadCandidates> {
  const { id, subject } = commit;
  const [short, [base]] = [shortId(commit), commit.parents];
  if (base === undefined)
    return notFound(`${short} is the first commit and has nothing before it; it was not added.`);
  const change = await changeBetween(git, { label: short, from: base, to: id }, 'it was not added', signal);
  if ('problem' in change) return notFound(change.problem);
  if (change.patch === '') return notFound(`${short} changes nothing; it was not added.`);
  const label = subject === '' ? short : subject;
  return found({ label, origin: { kind: 'commit', commit: id }, patch: change.patch, base });
}

function shortId({ id }: Commit): string {
  return id.slice(0, 8);
}
