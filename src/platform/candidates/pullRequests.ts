import type { NewCandidate, ReadCandidates } from '../../core/candidates/candidate';
import type { Git, Remote } from '../git/git';
import { fetchPullRequestHeads, type PullRequestHead } from '../git/pullRequestHeads';
import { whyUnread } from '../change/whyUnread';
import type { ReadOptions } from './readOptions';

/** A head with what its request is called, when that is known. */
export interface TitledHead extends PullRequestHead {
  readonly title: string | null;
}

/** "#7 Guard against empty carts", "!7" */
export function headLabel({ kind, number, title }: TitledHead): string {
  const name = `${kind === 'pull' ? '#' : '!'}${number}`;
  return title === null ? name : `${name} ${title}`;
}

/** Fetches heads of pull requests and takes what each changed since it left a base. */
export async function readPullRequests(
  git: Git,
  remote: Remote,
  base: string,
  heads: readonly TitledHead[],
  options: ReadOptions,
): Promise<ReadCandidates> {
  options.onProgress(0, heads.length);
  const failure = await fetchPullRequestHeads(git, remote, heads, options.signal);
  if (failure !== null) return { candidates: [], problems: [failure] };
  const named = heads.map(head => ({ ...head, label: headLabel(head) }));
  return readFetchedHeads(git, remote.name, base, named, options);
}

/** What each head changed since it left a base, as it was when it was fetched. Asks no remote. */
export async function readFetchedHeads(
  git: Git,
  remote: string,
  base: string,
  heads: readonly (Pick<PullRequestHead, 'number' | 'ref'> & { readonly label: string })[],
  { signal, onProgress }: ReadOptions,
): Promise<ReadCandidates> {
  const candidates: NewCandidate[] = [];
  const problems: string[] = [];
  for (const [index, { number, ref, label }] of heads.entries()) {
    onProgress(index, heads.length);
    const start = await git.mergeBase(base, ref, signal);
    const patch = start === null ? null : await git.diff(start, ref, signal);
    if (signal.aborted) break;
    if (start === null) problems.push(`${label} has no commit in common with the base; it was not added.`);
    else if (patch === null)
      problems.push(await whyUnread(git, { label, from: start, to: ref }, 'it was not added', signal));
    else if (patch === '') problems.push(`${label} changes nothing since the base; it was not added.`);
    else {
      const origin = { kind: 'pullRequest', remote, number, ref } as const;
      candidates.push({ label, origin, patch, base: start });
    }
  }
  return { candidates, problems };
}
