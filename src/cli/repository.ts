import { lstat, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createFilePatch } from '../core/patch/createFilePatch';
import { formatPatch } from '../core/patch/formatPatch';
import { DEFAULT_PATCH_LIMITS, parsePatch } from '../core/patch/parsePatch';
import type { FilePatch } from '../core/patch/patch';
import { checkPath } from '../core/patch/pathRules';
import { Git } from '../platform/git/git';
import { refused } from './exitCode';
import { warn } from './terminal';

/** Beyond these, the model sees a file's hunks without the code around them. */
const maxBaseFiles = 100;
const maxBaseCharacters = 1_000_000;
/** More new files than a person writes; usually a folder that somebody forgot to ignore. */
const maxUntracked = 500;
/** Where git, too, looks for a NUL to call a file binary. */
const binaryProbe = 8_000;

export interface Change {
  readonly patch: string;
  /** Content at the base by path. */
  readonly baseFiles: Readonly<Record<string, string>>;
}

/** The repository that holds a folder. */
export async function openRepository(folder: string): Promise<Git> {
  const git = await Git.open(folder);
  if (git instanceof Git) return git;
  throw refused(git.problem);
}

export async function commitOf(git: Git, revision: string, signal: AbortSignal): Promise<string> {
  const commit = await git.resolve(revision, signal);
  signal.throwIfAborted();
  if (commit !== null) return commit;
  throw refused(`There is no commit "${revision}"; name another base, or commit the base first.`);
}

/** What changed in the work tree since a commit: tracked files and those that git neither knows nor ignores. */
export async function workingTreeChange(git: Git, base: string, signal: AbortSignal): Promise<Change> {
  const tracked = await git.diff(base, null, signal);
  signal.throwIfAborted();
  if (tracked === null)
    throw refused(
      'git could not make the diff of the work tree, or it is longer than 16 MB; split the change.',
    );
  const untracked = await git.untrackedFiles(signal);
  if (untracked.length > maxUntracked)
    warn(`${untracked.length} untracked files are left out; ignore them in git or add them.`);
  const added: FilePatch[] = [];
  for (const file of untracked.length > maxUntracked ? [] : untracked.sort()) {
    const patch = await addition(git.root, file);
    if (patch) added.push(patch);
  }
  const patch = tracked + formatPatch(added);
  return { patch, baseFiles: await baseFilesAt(git, base, patch, signal) };
}

/** Content at a commit of the files that a patch changes. */
export async function baseFilesAt(
  git: Git,
  commit: string,
  patch: string,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const wanted = changedPaths(patch).slice(0, maxBaseFiles);
  const files = await git.showFiles(commit, wanted, signal);
  signal.throwIfAborted();
  return Object.fromEntries(Object.entries(files).filter(([, text]) => text.length <= maxBaseCharacters));
}

/** Paths in the base of the text files that a patch changes. */
export function changedPaths(patch: string): string[] {
  const files = parsePatch(patch).files;
  return [...new Set(files.flatMap(file => (file.oldPath === null || file.binary ? [] : [file.oldPath])))];
}

/** An untracked file as an addition; null when it is gone, no plain file, or too large. */
async function addition(root: string, file: string): Promise<FilePatch | null> {
  if (checkPath(file) !== null) return null;
  const place = path.join(root, file);
  try {
    // Never through a link: it may lead out of the repository, or to something that never ends.
    const status = await lstat(place);
    if (!status.isFile()) return null;
    if (status.size > DEFAULT_PATCH_LIMITS.maxCharacters) {
      warn(`${file} is too large to read and is left out.`);
      return null;
    }
    const content = await readFile(place);
    if (content.subarray(0, binaryProbe).includes(0))
      return { ...createFilePatch(file, null, ''), binary: true };
    return createFilePatch(file, null, content.toString('utf8'));
  } catch {
    return null;
  }
}
