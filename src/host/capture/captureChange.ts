import { lstat, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { createFilePatch } from '../../core/patch/createFilePatch';
import { formatPatch } from '../../core/patch/formatPatch';
import { DEFAULT_PATCH_LIMITS, parsePatch } from '../../core/patch/parsePatch';
import { pathOf, type FilePatch } from '../../core/patch/patch';
import { checkPath } from '../../core/patch/pathRules';
import type { Git } from '../../platform/git/git';
import { notScored } from '../../core/scoring/notScored';
import { ACTIONS, failure, notScoredProblem } from '../problem';
import { readBaseFiles } from './baseFiles';
import type { Capture } from './capturedChange';
import type { DirtyDocument } from './openDocuments';

/** Longest text of one file that is compared here, in characters; git compares what is saved by itself. */
const MAX_TEXT = DEFAULT_PATCH_LIMITS.maxCharacters;
/** Where git, too, looks for a NUL to call a file binary. */
const BINARY_PROBE = 8_000;
/** More new files than a person writes; usually a folder that somebody forgot to ignore. */
const MAX_UNTRACKED = 500;

export interface CaptureOptions {
  /** What the user calls the base; the change is counted from where it and HEAD part. */
  readonly base: string;
  readonly dirty: readonly DirtyDocument[];
  /** Files that are about the change rather than part of it: the task file. Relative to the repository. */
  readonly exclude: ReadonlySet<string>;
}

/**
 * The change from the base to what the editor shows.
 *
 * git compares what is saved (fast, and it knows renames and binary files); only unsaved and untracked
 * files are compared here. Ignored files are never part of it.
 */
export async function captureChange(
  git: Git,
  options: CaptureOptions,
  signal: AbortSignal,
): Promise<Capture> {
  const base = await git.mergeBase(options.base, 'HEAD', signal);
  if (base === null) {
    const sentence = `There is no commit "${options.base}" to compare with; make a first commit or choose another base.`;
    return { kind: 'problem', problem: failure('no base', sentence, ACTIONS.openSettings) };
  }
  const diff = await git.diff(base, null, signal);
  if (diff === null) return tooLarge();
  const saved = diff === '' ? { files: [], problems: [] } : parsePatch(diff);
  if (saved.problems.some(problem => problem.code === 'tooLarge')) return tooLarge();

  const problems = saved.problems.map(problem => problem.message);
  const untracked = await git.untrackedFiles(signal);
  if (untracked.length > MAX_UNTRACKED) {
    problems.push(`${untracked.length} untracked files are left out; ignore them in git or add them.`);
  }
  const news = untracked.length > MAX_UNTRACKED ? [] : untracked;

  const wanted = (file: string) => !options.exclude.has(file) && checkPath(file) === null;
  const dirty = new Map(options.dirty.filter(({ path: file }) => wanted(file)).map(d => [d.path, d.text]));
  const files: FilePatch[] = saved.files.filter(file => wanted(pathOf(file)) && !dirty.has(pathOf(file)));
  for (const file of news) {
    if (!wanted(file) || dirty.has(file)) continue;
    const added = await newFile(git.root, file);
    if (added === 'tooLarge') problems.push(`${file} is too large to read and is left out.`);
    else if (added !== null) files.push(added);
  }
  for (const [file, text] of dirty) {
    const before = saved.files.find(other => pathOf(other) === file);
    const old = before?.oldPath === null ? null : await git.showFile(base, before?.oldPath ?? file, signal);
    // Neither at the base, nor added, nor new: git ignores it.
    if (old === null && before === undefined && !news.includes(file)) continue;
    if (text.length > MAX_TEXT || (old ?? '').length > MAX_TEXT) return tooLarge();
    if (old === text) continue;
    const compared = createFilePatch(file, old, text);
    const oldPath = before?.oldPath ?? compared.oldPath;
    files.push(before?.status === 'renamed' ? { ...compared, status: 'renamed', oldPath } : compared);
  }
  if (signal.aborted || (files.length === 0 && problems.length === 0)) {
    return { kind: 'unchanged', baseName: options.base };
  }
  if (files.length === 0) {
    return { kind: 'problem', problem: failure('nothing left', `Not scored: ${problems.join(' ')}`) };
  }
  files.sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
  const patch = formatPatch(files);
  if (patch.length > DEFAULT_PATCH_LIMITS.maxCharacters) return tooLarge();
  return {
    kind: 'change',
    root: git.root,
    base,
    baseName: options.base,
    files,
    patch,
    baseFiles: await readBaseFiles(git, base, files, signal),
    problems,
  };
}

/** An untracked file as an addition; null when it is gone or no plain file. */
async function newFile(root: string, file: string): Promise<FilePatch | 'tooLarge' | null> {
  const place = path.join(root, file);
  try {
    // Never through a link: it may lead out of the workspace, or to something that never ends.
    const stat = await lstat(place);
    if (!stat.isFile()) return null;
    if (stat.size > MAX_TEXT) return 'tooLarge';
    const content = await readFile(place);
    const empty = createFilePatch(file, null, '');
    if (content.subarray(0, BINARY_PROBE).includes(0)) return { ...empty, binary: true };
    return createFilePatch(file, null, content.toString('utf8'));
  } catch {
    return null;
  }
}

function tooLarge(): Capture {
  const limit = `more than ${DEFAULT_PATCH_LIMITS.maxCharacters / 1_000_000} million characters`;
  return { kind: 'problem', problem: notScoredProblem(notScored('tooLarge', limit)) };
}
