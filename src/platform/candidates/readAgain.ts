import { originKey, type ReadCandidates } from '../../core/candidates/candidate';
import type { KeptCandidate } from '../../core/candidates/keptCandidate';
import type { Git } from '../git/git';
import { readBranch } from './branches';
import { readCommit } from './commits';
import { readPatchFile } from './patchFiles';
import { openPredictions, predictedCandidates } from './predictions';
import { readFetchedHead } from './pullRequests';
import { found, notFound, readEach, type ReadItems } from './readEach';
import type { ReadOptions } from './readOptions';
import { readSessionPatch } from './sessions';
import { namedStashes, readStash } from './stashes';
import { otherWorktrees, readWorktree } from './worktrees';

/**
 * Reads candidates once more from where they came from, under the names they had. Asks no remote: the head of a pull request is
 * what was fetched last. The current change is for its caller to add.
 *
 * @param base full commit id that the current change is against: what is worked on elsewhere (a worktree, a pull
 *   request) is compared with where it left that; a patch file and a session stay against the commit they were read at
 * @returns those that were found again, in their order, and of each other one a text on why it was not
 */
export function readAgain(
  git: Git,
  base: string,
  kept: readonly KeptCandidate[],
  options: ReadOptions,
): Promise<ReadItems<KeptCandidate>> {
  return readEach(
    kept,
    ({ label }) => label,
    options,
    async one => {
      const { candidates, problems } = await readOne(git, base, one, options);
      const key = originKey(one.origin);
      const same = candidates.find(({ origin }) => originKey(origin) === key);
      if (same !== undefined) return found({ ...same, label: one.label });
      return notFound(problems.join(' ') || `${one.label} is no longer where it came from.`);
    },
  );
}

async function readOne(
  git: Git,
  base: string,
  { label, origin, base: ownBase, patch }: KeptCandidate,
  options: ReadOptions,
): Promise<ReadCandidates> {
  const { signal } = options;
  switch (origin.kind) {
    case 'file':
      return readPatchFile(origin.path, ownBase);
    case 'branch':
      return readBranch(git, origin.base, origin.ref, signal);
    case 'worktree': {
      const tree = (await otherWorktrees(git, signal)).find(one => one.folder === origin.folder);
      if (tree === undefined) return notFound(`The worktree ${origin.folder} no longer exists.`);
      return readWorktree(base, tree, options);
    }
    case 'stash': {
      const stash = (await namedStashes(git, signal)).find(({ id }) => id === origin.commit);
      if (stash === undefined) return notFound(`The stash “${label}” no longer exists.`);
      return readStash(git, stash, signal);
    }
    case 'commit': {
      const [commit] = (await git.commitsBetween(`${origin.commit}^`, origin.commit, 1, signal)) ?? [];
      if (commit === undefined) return notFound(`The commit ${origin.commit.slice(0, 8)} no longer exists.`);
      return readCommit(git, commit, signal);
    }
    case 'session':
      return readSessionPatch(git, ownBase, { agent: origin.agent, path: origin.path, title: null }, signal);
    case 'pullRequest':
      return readFetchedHead(git, origin.remote, base, { ...origin, label }, signal);
    case 'prediction': {
      const { predictions, problems } = await openPredictions(origin.path);
      if (predictions.length === 0 && problems.length > 0) return { candidates: [], problems };
      return predictedCandidates(origin.path, predictions, origin.instance, ownBase);
    }
    case 'clipboard':
    case 'generated':
      return typeof patch === 'string'
        ? found({ label, origin, patch, base: ownBase })
        : notFound(`${label} was not kept, because it is long or may contain a secret; add it again.`);
    case 'current':
      return { candidates: [], problems: [] };
  }
}
