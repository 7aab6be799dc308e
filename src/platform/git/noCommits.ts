import type { Git } from './git';

/** The sentence for a repository in which nothing was ever committed, so that no name of a commit will do; null where something was. */
export async function noCommitsYet(git: Git, signal: AbortSignal): Promise<string | null> {
  if ((await git.resolve('HEAD', signal)) !== null) return null;
  // A branch without commits may be checked out beside others.
  const [other] = await git.refs([], 1, signal);
  return other === undefined ? 'This repository has no commits yet; make a first one.' : null;
}
