import { diffBetween, diffOfCommits } from '../git/diffs';
import type { Git } from '../git/git';
import { runGit } from '../git/runGit';

/** A commit and the one it is compared with, by their full ids. */
export interface ChildCommit {
  readonly id: string;
  readonly parent: string;
}

/** So many are asked of one process. More would rarely fit into the longest answer that is read. */
const PAGE = 50;

/** A line of what git answers. No line of a diff is an id and nothing else: lines of files have a sign before them. */
const ID_LINE = /(?<![^\n])([0-9a-f]{40}(?:[0-9a-f]{24})?)\n/;

/**
 * What many commits change, in their order and as `diffBetween` has it of each: one process reads a page of them, where each
 * by itself would take a thousand.
 *
 * @throws as `diffBetween` does, at the first commit that git fails at; those before it have been given by then
 */
export async function* commitDiffs<C extends ChildCommit>(
  git: Git,
  commits: readonly C[],
  signal: AbortSignal,
): AsyncGenerator<readonly [C, string | null]> {
  for (let start = 0; start < commits.length; start += PAGE)
    yield* diffsOfPage(git, commits.slice(start, start + PAGE), signal);
}

async function* diffsOfPage<C extends ChildCommit>(
  git: Git,
  page: readonly C[],
  signal: AbortSignal,
): AsyncGenerator<readonly [C, string | null]> {
  const diffs = page.length === 1 ? new Map<string, string>() : await diffsAtOnce(git, page, signal);
  if (diffs === null) {
    // Too long in all, or git failed at one of them: which one, its half tells.
    const middle = Math.ceil(page.length / 2);
    yield* diffsOfPage(git, page.slice(0, middle), signal);
    yield* diffsOfPage(git, page.slice(middle), signal);
    return;
  }
  for (const commit of page)
    yield [commit, diffs.get(commit.id) ?? (await diffBetween(git, commit.parent, commit.id, signal))];
}

/** Diffs by the ids of commits. One that git does not know is left out; null when it gave no answer that can be read to its end. */
async function diffsAtOnce(
  git: Git,
  page: readonly ChildCommit[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string> | null> {
  const input = page.map(({ id, parent }) => `${id} ${parent}\n`).join('');
  // Of a commit that changes nothing it would not say even that.
  const question = [...diffOfCommits('diff-tree'), '--stdin', '--always', '-p'];
  const answer = await runGit(git.root, question, { signal, input });
  if (answer.kind !== 'done') return null;
  const [, ...parts] = answer.stdout.toString('utf8').split(ID_LINE);
  const diffs = new Map<string, string>();
  for (let i = 0; i + 1 < parts.length; i += 2) diffs.set(parts[i] ?? '', parts[i + 1] ?? '');
  return diffs;
}
