import { parsePatch } from '../../core/patch/parsePatch';
import type { Git } from '../../platform/git/git';
import { readBaseFiles } from '../capture/baseFiles';
import type { Alternative } from './candidate';

/**
 * Content at the base of every file the candidates touch. The scorer takes one text per path, so a path whose
 * text differs between the candidates' bases is left out: better no surroundings than another commit's.
 */
export async function sharedBaseFiles(
  git: Git,
  candidates: readonly Alternative[],
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const commits = [...new Set(candidates.map(candidate => candidate.base))];
  const texts = new Map<string, string>();
  const differing = new Set<string>();
  for (const commit of commits) {
    const own = candidates.filter(candidate => candidate.base === commit);
    const files = own.flatMap(candidate => parsePatch(candidate.patch).files);
    for (const [path, text] of Object.entries(await readBaseFiles(git, commit, files, signal))) {
      if ((texts.get(path) ?? text) !== text) differing.add(path);
      texts.set(path, text);
    }
  }
  return Object.fromEntries([...texts].filter(([path]) => !differing.has(path)));
}
