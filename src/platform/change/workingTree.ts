import { lstat, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { isSecretFile } from '../../core/capture/secretFiles';
import { createFilePatch } from '../../core/patch/createFilePatch';
import { formatPatch } from '../../core/patch/formatPatch';
import { leftOutSentence, withoutUnread } from '../../core/patch/leftOut';
import { MAX_PATCH_CHARACTERS, parsePatch } from '../../core/patch/parsePatch';
import { pathOf, type FilePatch } from '../../core/patch/patch';
import { pathRefusal } from '../../core/patch/pathRules';
import { diffToWorkingTree } from '../git/diffs';
import type { Git } from '../git/git';
import { byCodeUnit } from '../../core/text/byCodeUnit';
import { countText } from '../../core/text/countText';
import { isBinary } from '../git/isBinary';
import { asCommitted } from './asCommitted';
import { fileAt } from './baseFiles';
import { withMoves } from './movedFiles';

/** Longest text of one file that is compared here, and of the whole change, in characters; git compares what is saved by itself. */
const MAX_TEXT = MAX_PATCH_CHARACTERS;
/** More new files than a person writes; usually a folder that somebody forgot to ignore. */
const MAX_UNTRACKED = 500;

/** Text of a file that is not on disk yet. */
export interface UnsavedText {
  /** Relative to the repository, `/`-separated. */
  readonly path: string;
  readonly text: string;
}

interface WorkingTreeOptions {
  readonly unsaved: readonly UnsavedText[];
  /** Files that are about the change rather than part of it: the task file. Relative to the repository. */
  readonly exclude: ReadonlySet<string>;
}

/** What a look at a working tree found. `files` is empty when nothing changed, or when only `problems` are left. */
export type WorkingTreeChange =
  | {
      readonly kind: 'read';
      /** In order of their paths. */
      readonly files: readonly FilePatch[];
      /** The same files as a unified diff. */
      readonly patch: string;
      /** Sentences about what was left out. */
      readonly problems: readonly string[];
      /** Paths of new symbolic links, which are left out: most are no part of what somebody wrote. */
      readonly links: readonly string[];
      /** Untracked folders that are repositories of their own, with `/` at their end: what changed in them is no part of it. */
      readonly repositories: readonly string[];
    }
  | { readonly kind: 'tooLarge' };

const TOO_LARGE: WorkingTreeChange = { kind: 'tooLarge' };

/**
 * The change from a commit to what a working tree holds: tracked files, files that git neither knows nor ignores, and
 * texts that are not saved yet.
 *
 * git compares what is saved (fast, and it knows renames and binary files); only unsaved and untracked
 * files are compared here, and git is asked which of those are files that were moved. Ignored files are never part of it, and neither are new ones whose name speaks of secrets: a
 * change is shown, compared and put on branches, and a forgotten `.env` is no part of what somebody wrote. One that git
 * tracks is, since it is in the history already.
 *
 * @param base full commit id
 */
export async function workingTreeChange(
  git: Git,
  base: string,
  { unsaved: texts, exclude }: WorkingTreeOptions,
  signal: AbortSignal,
): Promise<WorkingTreeChange> {
  // Both look at every file there is, which in a large repository takes most of the time.
  const [diff, listed] = await Promise.all([
    diffToWorkingTree(git, base, signal),
    git.untrackedFiles(signal),
  ]);
  if (diff === null) return TOO_LARGE;
  const saved = diff === '' ? { files: [], problems: [] } : parsePatch(diff);
  if (saved.problems.some(problem => problem.code === 'tooLarge')) return TOO_LARGE;

  const wanted = (file: string) => !exclude.has(file) && pathRefusal(file) === null;
  const unsaved = new Map(texts.filter(({ path }) => wanted(path)).map(({ path, text }) => [path, text]));
  const untracked = await readUntracked(git.root, listed, wanted, unsaved);
  // What the editor still holds is there, also when it was deleted on the disk.
  const isGone = (file: FilePatch) =>
    file.status === 'deleted' && wanted(pathOf(file)) && !unsaved.has(pathOf(file));
  const onDisk = [
    ...saved.files.filter(file => !isGone(file)),
    ...(await withMoves(git, base, saved.files.filter(isGone), untracked.files, signal)),
  ];
  const files = onDisk.filter(file => wanted(pathOf(file)) && !unsaved.has(pathOf(file)));
  for (const [file, shown] of unsaved) {
    const before = onDisk.find(other => pathOf(other) === file);
    const old = before?.oldPath === null ? null : await fileAt(git, base, before?.oldPath ?? file, signal);
    // Neither at the base, nor added, nor new: git ignores it.
    if (old === null && before === undefined && !untracked.names.includes(file)) continue;
    if (shown.length > MAX_TEXT || (old ?? '').length > MAX_TEXT) return TOO_LARGE;
    const text = old === null ? shown : asCommitted(shown, old);
    const compared = createFilePatch(file, old, text);
    if (before?.status === 'renamed') files.push({ ...compared, status: 'renamed', oldPath: before.oldPath });
    else if (old !== text) files.push(compared);
  }
  files.sort((a, b) => byCodeUnit(pathOf(a), pathOf(b)));
  const change = withinLength(files);
  if (change === null) return TOO_LARGE;
  const repositories = (listed ?? []).filter(file => file.endsWith('/'));
  const problems = [
    ...saved.problems.map(problem => problem.message),
    ...untracked.problems,
    ...change.problems,
  ];
  return { kind: 'read', ...change, problems, links: untracked.links, repositories };
}

/** What git does not know. */
interface Untracked {
  /** Plain files that can be read, as additions. */
  readonly files: readonly FilePatch[];
  /** Everything that may be part of the change, also what cannot be read. */
  readonly names: readonly string[];
  readonly links: readonly string[];
  readonly problems: readonly string[];
}

/**
 * @param listed what git lists; null: more than it can
 * @param unsaved texts that stand for what the disk has: of these it is not said what is odd about that
 */
async function readUntracked(
  root: string,
  listed: readonly string[] | null,
  wanted: (file: string) => boolean,
  unsaved: ReadonlyMap<string, string>,
): Promise<Untracked> {
  if (listed === null || listed.length > MAX_UNTRACKED) {
    const those =
      listed === null ? 'More than 100,000 untracked files' : countText(listed.length, 'untracked file');
    const problem = `${those} are left out; ignore them in git or add them.`;
    return { files: [], names: [], links: [], problems: [problem] };
  }
  const files: FilePatch[] = [];
  const links: string[] = [];
  const problems: string[] = [];
  const secret = listed.filter(file => wanted(file) && isSecretFile(file));
  if (secret.length > 0) problems.push(secretSentence(secret));
  for (const file of listed) {
    // A repository of its own ends with `/`, and is told apart.
    const refusal = file.endsWith('/') ? null : pathRefusal(file);
    if (refusal !== null)
      problems.push(`${JSON.stringify(file)} is left out, because its path ${refusal}; rename it.`);
  }
  const names = listed.filter(file => !isSecretFile(file));
  for (const file of names.filter(wanted)) {
    const read = await newFile(root, file);
    if (read === null) continue;
    if (typeof read === 'object') files.push(read);
    else if (unsaved.has(file)) continue;
    else if (read === 'link') links.push(file);
    else if (read === 'misnamed')
      problems.push(`${file} is left out, because its name is not UTF-8; rename it.`);
    else problems.push(`${file} is too large to read and is left out.`);
  }
  return { files, names, links, problems };
}

/** The files as one diff, without those that may be left out where it is too long with them; null where it still is. */
function withinLength(
  files: readonly FilePatch[],
): Pick<Extract<WorkingTreeChange, { kind: 'read' }>, 'files' | 'patch' | 'problems'> | null {
  const patch = formatPatch(files);
  if (patch.length <= MAX_TEXT) return { files, patch, problems: [] };
  const shorter = withoutUnread(files, namesOf, kept => formatPatch(kept).length <= MAX_TEXT);
  if (shorter === null) return null;
  const { kept, left } = shorter;
  return { files: kept, patch: formatPatch(kept), problems: [leftOutSentence(left)] };
}

function namesOf({ oldPath, newPath }: FilePatch): readonly string[] {
  return [newPath, oldPath].filter(name => name !== null);
}

function secretSentence([first = '', ...others]: readonly string[]): string {
  return others.length === 0
    ? `${first} is left out, because its name suggests secrets; ignore it in git.`
    : `${first} and ${others.length} more are left out, because their names suggest secrets; ignore them in git.`;
}

/** An untracked file as an addition; null when it is gone or no plain file. */
async function newFile(
  root: string,
  file: string,
): Promise<FilePatch | 'tooLarge' | 'link' | 'misnamed' | null> {
  const place = path.join(root, file);
  try {
    // Never through a link: it may lead out of the workspace, or to something that never ends.
    const stat = await lstat(place);
    if (stat.isSymbolicLink()) return 'link';
    if (!stat.isFile()) return null;
    if (stat.size > MAX_TEXT) return 'tooLarge';
    const content = await readFile(place);
    const empty = createFilePatch(file, null, '');
    if (isBinary(content)) return { ...empty, binary: true };
    return createFilePatch(file, null, content.toString('utf8'));
  } catch {
    // The sign stands for the bytes that are no UTF-8, and by it nothing is found.
    return file.includes('\ufffd') ? 'misnamed' : null;
  }
}
