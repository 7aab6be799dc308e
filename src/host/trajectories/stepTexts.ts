import { parsePatch } from '../../core/patch/parsePatch';
import { pathOf } from '../../core/patch/patch';
import { EditReplay } from '../../core/trajectory/replayEdits';
import type { Step, Trajectory } from '../../core/trajectory/trajectory';
import { fileAt } from '../../platform/change/baseFiles';
import type { Git } from '../../platform/git/git';

/** The step's files before and after it; null when they cannot be followed that far. */
export async function sidesOf(
  git: Git,
  { steps, baseCommit }: Trajectory,
  step: Step,
): Promise<readonly { path: string; before: string | null; after: string | null }[] | null> {
  if (baseCommit === null) return null;
  if ((await git.resolve(baseCommit)) === null) return null;
  const replay = new EditReplay(path => fileAt(git, baseCommit, path));
  for (const earlier of steps) {
    if (earlier.id >= step.id) break;
    await replay.take(earlier);
  }
  const before = new Map(replay.texts);
  await replay.take(step);
  const { files } = parsePatch(step.patch ?? '');
  if (files.some(file => file.binary || replay.unfollowed.has(pathOf(file)))) return null;
  return Promise.all(
    files.map(async file => {
      const old = file.oldPath;
      return {
        path: pathOf(file),
        before:
          old === null
            ? null
            : before.has(old)
              ? (before.get(old) ?? null)
              : await fileAt(git, baseCommit, old),
        after: file.newPath === null ? null : (replay.texts.get(file.newPath) ?? null),
      };
    }),
  );
}
