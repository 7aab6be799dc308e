import { parsePatch } from '../../core/patch/parsePatch';
import { pathOf, type FilePatch } from '../../core/patch/patch';
import { filesNamed } from '../git/committedFiles';
import type { Git } from '../git/git';
import { ScratchIndex } from '../git/scratchIndex';

/**
 * What git makes of deleted files and of new ones that it does not know yet, once it knows them: what was moved by other
 * means than `git mv` is a rename with what changed in it, and no file that went and another, all new, that came.
 *
 * git is shown these files alone, in an index beside its own: what it costs goes with their number, not with the repository's.
 *
 * @param base full commit id
 * @param deleted of the change from the base to what git knows of the working tree
 * @param added plain files that git does not know, as they are on the disk
 * @returns the same files, those that were moved as renames
 */
export async function withMoves(
  git: Git,
  base: string,
  deleted: readonly FilePatch[],
  added: readonly FilePatch[],
  signal: AbortSignal,
): Promise<readonly FilePatch[]> {
  const apart = [...deleted, ...added];
  if (deleted.length === 0 || added.length === 0) return apart;
  const gone = await filesNamed(git, base, deleted.map(pathOf), signal);
  const [known] = gone;
  if (known === undefined) return apart;
  const scratch = await ScratchIndex.at(git, null, signal);
  try {
    await scratch.enter(gone);
    const before = await scratch.writeTree();
    // Of what is new the working tree is read, so that any blob will do.
    await scratch.enter(added.map(file => ({ path: pathOf(file), mode: '100644', blob: known.blob })));
    const diff = await scratch.workingTreeDiff(before);
    if (diff === null) return apart;
    if (diff === '') return [];
    const { files, problems } = parsePatch(diff);
    if (problems.length > 0) return apart;
    const isStill = (file: FilePatch) =>
      files.some(other => other.status === file.status && pathOf(other) === pathOf(file));
    const moved = files.filter(({ oldPath, newPath }) => oldPath !== null && newPath !== null);
    return [...apart.filter(isStill), ...moved];
  } finally {
    await scratch.dispose();
  }
}
