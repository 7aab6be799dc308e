import { shortRef } from '../../core/text/shortRef';
import type { Git } from '../git/git';

/** A list that is longer helps nobody: those that were committed to last are what people look for. */
export const MAX_LISTED_BRANCHES = 5_000;

/** A branch that can be compared, here or of a remote. */
interface ComparableBranch {
  /** In full. */
  readonly ref: string;
  /** `fix`, `origin/fix` */
  readonly label: string;
  /** Which it is, where that matters. */
  readonly description: 'default branch' | 'of a remote' | '';
}

/**
 * The branches here and those that were fetched from remotes, most recently committed first; before them the default
 * branch, from where candidates mostly started. What stands at the same commit here and on a remote is one.
 *
 * @returns with how many refs they were made from, `MAX_LISTED_BRANCHES` at most
 */
export async function comparableBranches(
  git: Git,
): Promise<{ readonly branches: readonly ComparableBranch[]; readonly refs: number }> {
  const refs = await git.refs(['refs/heads/', 'refs/remotes/'], MAX_LISTED_BRANCHES);
  const here = new Map(
    refs.filter(({ name }) => name.startsWith('refs/heads/')).map(({ name, commit }) => [name, commit]),
  );
  const different = refs.filter(
    ({ name, commit }) => here.has(name) || (!name.endsWith('/HEAD') && here.get(localName(name)) !== commit),
  );
  const target = await git.defaultBranch();
  const known = new Set(different.map(({ name }) => name));
  const likely = [target === null ? '' : localName(target), target].find(name => known.has(name ?? ''));
  const branches = different
    .map(({ name }): ComparableBranch => {
      const description = name === likely ? 'default branch' : here.has(name) ? '' : 'of a remote';
      return { ref: name, label: shortRef(name), description };
    })
    .sort((a, b) => Number(b.ref === likely) - Number(a.ref === likely));
  return { branches, refs: refs.length };
}

/** What a remote's branch is called when it is checked out. */
function localName(ref: string): string {
  return ref.replace(/^refs\/remotes\/[^/]+\//, 'refs/heads/');
}
