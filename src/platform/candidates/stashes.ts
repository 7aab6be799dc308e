import { isSecretFile } from '../../core/capture/secretFiles';
import type { NewCandidate, ReadCandidates } from '../../core/candidates/candidate';
import { formatPatch } from '../../core/patch/formatPatch';
import { parsePatch } from '../../core/patch/parsePatch';
import { pathOf } from '../../core/patch/patch';
import type { Commit, Git } from '../git/git';
import type { ReadOptions } from './readOptions';

/** A stash with the name git has for it now. */
export interface NamedStash extends Commit {
  /** `stash@{0}` */
  readonly name: string;
}

export async function namedStashes(git: Git, signal?: AbortSignal): Promise<readonly NamedStash[]> {
  return (await git.stashes(signal)).map((stash, index) => ({ ...stash, name: `stash@{${index}}` }));
}

/**
 * What each stash holds, against the commit it was made on; the untracked files in it are part of it, but for those whose
 * names speak of secrets.
 */
export async function readStashes(
  git: Git,
  stashes: readonly NamedStash[],
  { signal, onProgress }: ReadOptions,
): Promise<ReadCandidates> {
  const candidates: NewCandidate[] = [];
  const problems: string[] = [];
  for (const [index, { id, parents, subject, name }] of stashes.entries()) {
    onProgress(index, stashes.length);
    // A stash is a commit on top of what was checked out; a third parent holds the untracked files.
    const [base, , untracked] = parents;
    const tracked = base === undefined ? null : await git.diff(base, id, signal);
    const added =
      untracked === undefined ? '' : await git.diffOfCommit(untracked, signal).then(withoutSecrets);
    if (signal.aborted) break;
    if (base === undefined || tracked === null || added === null)
      problems.push(`${name} cannot be read, or is too large; it was not added.`);
    else if (tracked + added === '') problems.push(`${name} changes nothing; it was not added.`);
    else
      candidates.push({
        label: subject === '' ? name : subject,
        origin: { kind: 'stash', commit: id, name },
        patch: tracked + added,
        base,
      });
  }
  return { candidates, problems };
}

/** What git put aside because nobody ignored it must not come back as part of a change that is applied. */
function withoutSecrets(patch: string | null): string | null {
  if (patch === null || patch === '') return patch;
  const { files } = parsePatch(patch);
  const kept = files.filter(file => !isSecretFile(pathOf(file)));
  return kept.length === files.length ? patch : formatPatch(kept);
}
