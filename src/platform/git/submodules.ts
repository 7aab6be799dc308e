import { lstat } from 'node:fs/promises';
import * as path from 'node:path';
import { pathRefusal } from '../../core/patch/pathRules';
import { withoutEnd } from '../../core/text/withoutEnd';
import type { Git } from './git';
import { isNone, stdoutOf } from './gitFailure';
import { runGit } from './runGit';

/** Longest list of submodules that is read, bytes. */
const MAX_SUBMODULES_FILE = 1024 * 1024;

/** The mode that a tree gives a submodule. */
const SUBMODULE = '160000';

/** A submodule and the commits it stands at; null where it is none. */
export interface MovedSubmodule {
  /** From the root, `/`-separated. */
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * Paths of the submodules that `.gitmodules` names, checked out or not, relative to the root. One that would lead out of
 * the repository is left out.
 */
export async function submodulesOf({ root }: Git, signal?: AbortSignal): Promise<readonly string[]> {
  const names = '.gitmodules';
  const status = await lstat(path.join(root, names)).catch(() => null);
  if (status === null || !status.isFile() || status.size > MAX_SUBMODULES_FILE) return [];
  const question = ['config', '--file', names, '--no-includes', '-z', '--get-regexp', '\\.path$'];
  const answer = await runGit(root, question, { signal });
  if (isNone(answer)) return [];
  // A key, a line end and its value, ended by NUL.
  const entries = stdoutOf(`read ${names}`, answer).toString('utf8').split('\0').filter(Boolean);
  const paths = entries.map(entry => withoutEnd(entry.slice(entry.indexOf('\n') + 1), '/'));
  return [...new Set(paths)].filter(file => pathRefusal(file) === null);
}

/** The commits of submodules that a commit names, by their paths; one that it does not name is left out. */
export async function submodulesAt(
  git: Git,
  revision: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const named = new Map<string, string>();
  const commit = paths.length === 0 ? null : await git.resolve(revision, signal);
  if (commit === null) return named;
  const answer = await runGit(git.root, ['ls-tree', '-z', commit, '--', ...paths], { signal });
  const entries = stdoutOf('tell where submodules stand', answer).toString('utf8');
  for (const entry of entries.split('\0')) {
    // Mode, type and id stand before a tab, the path behind it.
    const tab = entry.indexOf('\t');
    const [mode, , id] = entry.slice(0, Math.max(0, tab)).split(' ');
    if (mode === SUBMODULE && id !== undefined) named.set(entry.slice(tab + 1), id);
  }
  return named;
}

/** Submodules that stand at another commit in one revision than in another, in the order of their paths. */
export async function movedSubmodules(
  git: Git,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<readonly MovedSubmodule[]> {
  const [start, end] = await Promise.all([git.resolve(from, signal), git.resolve(to, signal)]);
  if (start === null || end === null) return [];
  const question = ['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', '-O/dev/null'];
  const args = [...question, '--ignore-submodules=none', start, end, '--'];
  const answer = await runGit(git.root, args, { signal });
  // `:oldMode newMode oldId newId letter` NUL path NUL, over and over.
  const fields = stdoutOf('tell which submodules moved', answer).toString('utf8').split('\0');
  const moved: MovedSubmodule[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [oldMode, newMode, oldId = '', newId = ''] = (fields[i] ?? '').slice(1).split(' ');
    const [before, after] = [oldMode === SUBMODULE ? oldId : null, newMode === SUBMODULE ? newId : null];
    if (before !== null || after !== null) moved.push({ path: fields[i + 1] ?? '', before, after });
  }
  return moved;
}
