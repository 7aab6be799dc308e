import { isSecretFile } from '../../core/capture/secretFiles';
import type { ReadCandidates } from '../../core/candidates/candidate';
import { formatPatch } from '../../core/patch/formatPatch';
import { parsePatch } from '../../core/patch/parsePatch';
import { pathOf } from '../../core/patch/patch';
import { changeBetween } from '../change/changeBetween';
import { diffOfCommit } from '../git/diffs';
import type { Commit, Git } from '../git/git';
import { found, notFound, readEach, type ReadItems } from './readEach';
import type { ReadOptions } from './readOptions';

/** A stash with the name git has for it now. */
interface NamedStash extends Commit {
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
export function readStashes(
  git: Git,
  stashes: readonly NamedStash[],
  options: ReadOptions,
): Promise<ReadItems<NamedStash>> {
  return readEach(
    stashes,
    ({ name }) => name,
    options,
    stash => readStash(git, stash, options.signal),
  );
}

export async function readStash(
  git: Git,
  { id, parents, subject, name }: NamedStash,
  signal: AbortSignal,
): Promise<ReadCandidates> {
  // A stash is a commit on top of what was checked out; a third parent holds the untracked files.
  const [base, , untracked] = parents;
  if (base === undefined) return notFound(`${name} is not a stash that git made; it was not added.`);
  const tracked = await changeBetween(git, { label: name, from: base, to: id }, 'it was not added', signal);
  if ('problem' in tracked) return notFound(tracked.problem);
  const added = untracked === undefined ? '' : await diffOfCommit(git, untracked, signal);
  if (added === null) return notFound(`The change of ${name} is too large to read; it was not added.`);
  const patch = tracked.patch + withoutSecrets(added);
  if (patch === '') return notFound(`${name} changes nothing; it was not added.`);
  const label = subject === '' ? name : subject;
  return found({ label, origin: { kind: 'stash', commit: id, name }, patch, base });
}

/** What git put aside because nobody ignored it must not come back as part of a change that is applied. */
function withoutSecrets(patch: string): string {
  if (patch === '') return patch;
  const { files } = parsePatch(patch);
  const kept = files.filter(file => !isSecretFile(pathOf(file)));
  return kept.length === files.length ? patch : formatPatch(kept);
}
