import { originFromCommit } from '../../core/capture/commitTrailers';
import { diffBetween } from '../git/diffs';
import type { Git } from '../git/git';
import type { TrajectoryRoot } from '../store/entries';
import type { RecordableFiles } from './recordableFiles';

/**
 * What a commit says of the recording that it ends: the change as a whole, without the files that are not recorded, and who
 * made it, unless that is known already.
 */
export async function committedChange(
  git: Git,
  recordable: RecordableFiles,
  { baseCommit, origin }: TrajectoryRoot,
  commit: string,
): Promise<Partial<TrajectoryRoot>> {
  if (baseCommit === null) return {};
  const diff = await diffBetween(git, baseCommit, commit);
  const text = diff === null ? '' : recordable.patch(diff);
  return {
    origin: origin.kind === 'agent' ? origin : originFromCommit((await git.commitMessage(commit)) ?? ''),
    patch: text === '' ? null : { text, source: 'git', complete: true },
  };
}
