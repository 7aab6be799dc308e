import { lstat, readdir } from 'node:fs/promises';
import * as path from 'node:path';
import { byCodeUnit } from '../../core/text/byCodeUnit';
import { lstatBelow } from '../files/lstatBelow';
import { Git } from './git';
import { submodulesOf } from './submodules';

/** A folder with more entries is data, not a place where people keep repositories side by side. */
const MAX_ENTRIES = 1_000;

/** A repository with a working tree of its own, inside of a folder or of another repository. */
export interface InnerRepository {
  /** Absolute path. */
  readonly place: string;
  /** From the folder or the root of the repository that holds it, `/`-separated. */
  readonly path: string;
  readonly kind: 'submodule' | 'repository';
}

/**
 * The repositories inside of a folder: checked-out submodules of its repository, repositories that git finds among what
 * it does not track, and those that lie directly in the folder. In order of their paths; none is reached through a link.
 */
export async function innerRepositories(folder: string): Promise<readonly InnerRepository[]> {
  const found = new Map<string, InnerRepository>();
  const git = await Git.open(folder);
  if (git instanceof Git) {
    for (const inner of await repositoriesInside(git, (await git.untrackedFiles()) ?? [])) {
      const inside = path.posix.relative(git.below, inner.path);
      if (inside.split('/')[0] === '..') continue;
      // As the folder is spelled, so that it can be told where in the workspace they lie.
      const place = path.join(folder, inside);
      found.set(place, { ...inner, place, path: inside });
    }
  }
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.slice(0, MAX_ENTRIES)) {
    const place = path.join(folder, entry.name);
    if (!entry.isDirectory() || entry.name === '.git' || found.has(place)) continue;
    if (await isRepository(place)) found.set(place, { place, path: entry.name, kind: 'repository' });
  }
  return [...found.values()].sort((a, b) => byCodeUnit(a.path, b.path));
}

/**
 * The repositories inside of a repository whose changes git keeps apart from its own: checked-out submodules, and
 * repositories in folders that it neither tracks nor ignores.
 *
 * @param untracked files as `git.untrackedFiles` lists them: such a folder stands there as one, with `/` at its end
 */
export async function repositoriesInside(
  git: Git,
  untracked: readonly string[],
  signal?: AbortSignal,
): Promise<readonly InnerRepository[]> {
  const submodules = await submodulesOf(git, signal);
  const others = untracked.filter(file => file.endsWith('/')).map(file => file.slice(0, -1));
  const known = [
    ...submodules.map(file => ({ path: file, kind: 'submodule' as const })),
    ...others.map(file => ({ path: file, kind: 'repository' as const })),
  ];
  const found: InnerRepository[] = [];
  for (const inner of known) {
    const place = path.join(git.root, inner.path);
    if ((await lstatBelow(git.root, inner.path)) !== null && (await isRepository(place)))
      found.push({ ...inner, place });
  }
  return found;
}

async function isRepository(place: string): Promise<boolean> {
  return (await lstat(path.join(place, '.git')).catch(() => null)) !== null;
}
