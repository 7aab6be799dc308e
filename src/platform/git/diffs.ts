import { workingTreeOptions } from './contentFilters';
import { revisionText, type Git } from './git';
import { stdoutOf } from './gitFailure';
import { entriesOf } from './nulEntries';
import { runGit, type GitAnswer } from './runGit';
import { repositoryAttributes } from './userAttributes';

/** A comparison as git makes it where nobody configured anything. */
const plainComparison = [
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--no-relative',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--diff-algorithm=default',
  '--indent-heuristic',
  '--find-renames',
  // git's own limit: above it only renames without a change are found.
  '-l1000',
  '-O/dev/null',
  '--ignore-submodules=all',
];

/**
 * The same as a diff: the same change must have the same score on every machine. What the repository's attributes say of a file
 * (that it is binary) stays; the user's are switched off (`userAttributes.ts`).
 */
const plainDiff = [...plainComparison, '--unified=3', '--inter-hunk-context=0'];

/** The beginning of every question for what lies between commits. */
export function diffOfCommits(command: 'diff' | 'diff-tree'): readonly string[] {
  return [...repositoryAttributes, command, ...plainDiff];
}

/**
 * The unified diff from a commit to another one.
 *
 * @returns null when it is longer than 16 MiB
 * @throws GitFailure also for a revision that there is not: who cannot know resolves it first
 */
export async function diffBetween(
  git: Git,
  from: string,
  to: string,
  signal?: AbortSignal,
): Promise<string | null> {
  const ends = [await git.knownCommit(from, signal), await git.knownCommit(to, signal)];
  const question = [...diffOfCommits('diff'), ...ends, '--'];
  const answer = await runGit(git.root, question, { signal });
  return readDiff(`compare ${revisionText(from)} with ${revisionText(to)}`, answer);
}

/**
 * The unified diff from a commit to the tracked files of the working tree. Null, and throws, as `diffBetween` does.
 *
 * @param env names another index, whose files then are the tracked ones, and where its objects are
 */
export async function diffToWorkingTree(
  git: Git,
  from: string,
  signal?: AbortSignal,
  env?: Readonly<Record<string, string>>,
): Promise<string | null> {
  const options = await workingTreeOptions(git.root, signal);
  const question = [...options, 'diff', ...plainDiff, await git.knownCommit(from, signal), '--'];
  const answer = await runGit(git.root, question, { signal, env });
  return readDiff(`compare the working tree with ${revisionText(from)}`, answer);
}

/** The unified diff that a commit makes to its parent; of a root commit, to nothing. Null, and throws, as `diffBetween` does. */
export async function diffOfCommit(git: Git, commit: string, signal: AbortSignal): Promise<string | null> {
  const target = await git.knownCommit(commit, signal);
  const question = [...diffOfCommits('diff-tree'), '-p', '--root', '--no-commit-id', target, '--'];
  const answer = await runGit(git.root, question, { signal });
  return readDiff(`read what ${revisionText(commit)} changes`, answer);
}

/** How many lines of each text file differ between two revisions, which there are. */
export async function changedLines(
  git: Git,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<readonly { readonly path: string; readonly lines: number }[]> {
  const ends = [await git.knownCommit(from, signal), await git.knownCommit(to, signal)];
  // Lines of context would ask for the diff as well, which may be too long.
  const counting = [...plainComparison, '--no-renames', '--numstat', '-z'];
  const question = [...repositoryAttributes, 'diff', ...counting, ...ends, '--'];
  const answer = await runGit(git.root, question, { signal });
  return entriesOf(stdoutOf(`compare ${revisionText(from)} with ${revisionText(to)}`, answer)).map(row => {
    const [added, removed, ...name] = row.split('\t');
    // Of a binary file git says `-`.
    return { path: name.join('\t'), lines: (Number(added) || 0) + (Number(removed) || 0) };
  });
}

function readDiff(doing: string, answer: GitAnswer): string | null {
  return answer.kind === 'tooLong' ? null : stdoutOf(doing, answer).toString('utf8');
}
