import { originKey, type NewCandidate, type ReadCandidates } from '../../core/candidates/candidate';
import type { KeptCandidate } from '../../core/candidates/keptCandidate';
import type { Git } from '../git/git';
import { readBranches } from './branches';
import { readCommits } from './commits';
import { readPatchFiles } from './patchFiles';
import { openPredictions, predictedCandidates } from './predictions';
import { readFetchedHeads } from './pullRequests';
import type { ReadOptions } from './readOptions';
import { readSessions } from './sessions';
import { namedStashes, readStashes } from './stashes';
import { otherWorktrees, readWorktrees } from './worktrees';

const NOTHING: ReadCandidates = { candidates: [], problems: [] };

/**
 * Reads candidates once more from where they came from, under the names they had. Asks no remote: the head of a pull request is
 * what was fetched last. The current change is for its caller to add.
 *
 * @param base full commit id that the current change is against: what is worked on elsewhere (a worktree, a pull
 *   request) is compared with where it left that; a patch file and a session stay against the commit they were read at
 * @returns those that were found again, in their order, and why the others were not
 */
export async function readAgain(
  git: Git,
  base: string,
  kept: readonly KeptCandidate[],
  options: ReadOptions,
): Promise<ReadCandidates> {
  const candidates: NewCandidate[] = [];
  const problems: string[] = [];
  // A source says how far it is with what it was asked for, which is one candidate here.
  const quiet = { ...options, onProgress: () => undefined };
  for (const [index, one] of kept.entries()) {
    if (options.signal.aborted) break;
    options.onProgress(index, kept.length);
    const read = await readOne(git, base, one, quiet);
    const key = originKey(one.origin);
    const same = read.candidates.find(({ origin }) => originKey(origin) === key);
    if (same === undefined) problems.push(...read.problems);
    else candidates.push({ ...same, label: one.label });
  }
  return { candidates, problems };
}

async function readOne(
  git: Git,
  base: string,
  { label, origin, base: ownBase, patch }: KeptCandidate,
  options: ReadOptions,
): Promise<ReadCandidates> {
  const gone = (sentence: string) => ({ ...NOTHING, problems: [sentence] });
  switch (origin.kind) {
    case 'file':
      return readPatchFiles([origin.path], ownBase, options);
    case 'branch':
      return readBranches(git, origin.base, [origin.ref], options);
    case 'worktree': {
      const tree = (await otherWorktrees(git, options.signal)).find(one => one.folder === origin.folder);
      if (tree === undefined) return gone(`There is no worktree ${origin.folder} any more.`);
      return readWorktrees(base, [tree], options);
    }
    case 'stash': {
      const stash = (await namedStashes(git, options.signal)).find(({ id }) => id === origin.commit);
      if (stash === undefined) return gone(`There is no stash “${label}” any more.`);
      return readStashes(git, [stash], options);
    }
    case 'commit': {
      const commits = await git.commitsBetween(`${origin.commit}^`, origin.commit, 1, options.signal);
      if (commits === null || commits.length === 0)
        return gone(`There is no commit ${origin.commit.slice(0, 8)} any more.`);
      return readCommits(git, commits, options);
    }
    case 'session':
      return readSessions(git, ownBase, [{ agent: origin.agent, path: origin.path, title: null }], options);
    case 'pullRequest':
      return readFetchedHeads(git, origin.remote, base, [{ ...origin, label }], options);
    case 'prediction': {
      const { predictions, problems } = await openPredictions(origin.path);
      const read = predictedCandidates(origin.path, predictions, origin.instance, ownBase);
      return { candidates: read.candidates, problems: [...problems, ...read.problems] };
    }
    case 'clipboard':
    case 'generated':
      if (typeof patch !== 'string')
        return gone(`${label} was not kept, because it is long or may hold a secret; add it again.`);
      return { candidates: [{ label, origin, patch, base: ownBase }], problems: [] };
    case 'current':
      return NOTHING;
  }
}
