import type { ReadCandidates } from '../../core/candidates/candidate';
import type { Git, Remote } from '../git/git';
import { fetchPullRequestHeads, type PullRequestHead } from '../git/pullRequestHeads';
import { sinceItLeft } from './branches';
import { readEach } from './readEach';
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
  return readEach(heads, headLabel, options, head =>
    readFetchedHead(git, remote.name, base, { ...head, label: headLabel(head) }, options.signal),
  );
}

/** A head that was fetched. */
type FetchedHead = Pick<PullRequestHead, 'number' | 'ref'> & { readonly label: string };

/** What a head changed since it left a base, as it was when it was fetched. Asks no remote. */
export function readFetchedHead(
  git: Git,
  remote: string,
  base: string,
  { number, ref, label }: FetchedHead,
  signal: AbortSignal,
): Promise<ReadCandidates> {
  const origin = { kind: 'pullRequest', remote, number, ref } as const;
  return sinceItLeft(git, base, { ref, origin, label, baseName: 'the base' }, signal);
}
