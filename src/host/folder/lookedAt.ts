import * as path from 'node:path';
import { pathBelow } from '../../platform/files/pathBelow';

/** A folder whose change can be looked at: one of the workspace, or a repository inside of one. */
export interface WorkFolder {
  /** Absolute path. */
  readonly path: string;
  /** As a person knows it: "app", "app/vendor/lib". */
  readonly name: string;
}

/**
 * The folder that is looked at: the one that a person chose, while it is part of the workspace; else the first that is in
 * a repository, as far as that is known.
 *
 * @param folders of the workspace, in its order
 * @param chosen absolute path; null: nobody has chosen
 * @param without paths of the folders that were found to be in no repository
 */
export function lookedAt(
  folders: readonly WorkFolder[],
  chosen: string | null,
  without: ReadonlySet<string>,
): WorkFolder | null {
  const found = chosen === null ? null : namedFolder(folders, chosen);
  return found ?? folders.find(folder => !without.has(folder.path)) ?? folders[0] ?? null;
}

/** A folder of the workspace, or one inside of it, by its path; null when it lies elsewhere. */
export function namedFolder(folders: readonly WorkFolder[], place: string): WorkFolder | null {
  const same = folders.find(folder => folder.path === place);
  if (same !== undefined) return same;
  // Folders of a workspace may lie in each other: the nearest names it.
  const [nearest] = folders
    .map(folder => ({ folder, inside: pathBelow(folder.path, place) }))
    .filter(({ inside }) => inside !== null)
    .sort((a, b) => b.folder.path.length - a.folder.path.length);
  if (nearest === undefined) return null;
  return { path: path.resolve(place), name: `${nearest.folder.name}/${nearest.inside ?? ''}` };
}
