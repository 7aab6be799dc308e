import { pathRefusal } from '../../core/patch/pathRules';
import { revisionText, type Git } from './git';
import { GitFailure, stdoutOf } from './gitFailure';
import { isBinary } from './isBinary';
import { entriesOf } from './nulEntries';
import { MAX_OUTPUT, runGit } from './runGit';

/** So much is asked of one process, bytes: half of what is read of its answer. */
const MAX_BATCH = 8 * 1024 * 1024;

/** Paths on one command line, characters: Windows takes 32,767 in all. */
const MAX_PATHS = 24_000;

/** A file at a commit. */
export interface CommittedFile {
  readonly path: string;
  /** Octal, as git prints it. */
  readonly mode: string;
  readonly blob: string;
  /** In bytes. */
  readonly size: number;
}

/** Paths of the files at a commit, at most so many; links and submodules are left out. None when there is no such commit. */
export async function listFiles(git: Git, revision: string, limit: number): Promise<readonly string[]> {
  const commit = await git.resolve(revision);
  if (commit === null) return [];
  const answer = await runGit(git.root, ['ls-tree', '-r', '-z', '--full-tree', commit]);
  // Of a list that is cut the last may be a part of a path.
  const entries =
    answer.kind === 'tooLong'
      ? entriesOf(answer.stdout).slice(0, -1)
      : entriesOf(stdoutOf(`list the files of ${revisionText(revision)}`, answer));
  // Mode, type and blob stand before a tab, the path behind it.
  return entries
    .filter(entry => entry.startsWith('100'))
    .slice(0, limit)
    .map(entry => entry.slice(entry.indexOf('\t') + 1));
}

/** A text file at a commit; null when it is missing, binary, or longer than 16 MiB, which no text is that is read. */
export async function showFile(git: Git, revision: string, path: string): Promise<string | null> {
  return (await showFiles(git, revision, [path])).get(path) ?? null;
}

/**
 * Text files at a commit by path; what `showFile` answers with null is left out. However many there are, few processes
 * read them, since to start one holds up the caller for milliseconds.
 */
export async function showFiles(
  git: Git,
  revision: string,
  paths: Iterable<string>,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const commit = await git.commitId(revision, signal);
  if (commit === null) return texts;
  const asked = [...new Set(paths)].filter(path => pathRefusal(path) === null);
  const files = await filesNamed(git, commit, asked, signal);
  for (const some of portions(files, MAX_BATCH, ({ size }) => size))
    for (const [path, content] of await contentsOf(git, commit, some, signal))
      if (!isBinary(content)) texts.set(path, content.toString('utf8'));
  return texts;
}

/** The files among these that a commit has and that are not too long to be read. */
export async function filesNamed(
  git: Git,
  commit: string,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<readonly CommittedFile[]> {
  const files: CommittedFile[] = [];
  const doing = `read the files of ${revisionText(commit)}`;
  // `cat-file` could be asked by path, but says of what it cannot read that it is missing.
  for (const some of portions(paths, MAX_PATHS, path => path.length)) {
    const question = ['ls-tree', '-z', '-l', '--full-tree', commit, '--', ...some];
    for (const entry of entriesOf(stdoutOf(doing, await runGit(git.root, question, { signal })))) {
      const [, mode = '', blob = '', size = '', path = ''] =
        /^(\d+) blob (\w+) +(\w+)\t([^]*)$/.exec(entry) ?? [];
      if (size === 'BAD') {
        // Why it cannot be read is only said when it is.
        stdoutOf(doing, await runGit(git.root, ['cat-file', 'blob', blob], { signal }));
        throw new GitFailure(`git could not ${doing}: ${path} cannot be read.`);
      }
      if (size !== '' && Number(size) <= MAX_OUTPUT) files.push({ path, mode, blob, size: Number(size) });
    }
  }
  return files;
}

/** The bytes of files by their paths, read by one process. */
async function contentsOf(
  git: Git,
  commit: string,
  files: readonly CommittedFile[],
  signal?: AbortSignal,
): Promise<readonly (readonly [path: string, content: Buffer])[]> {
  const doing = `read the files of ${revisionText(commit)}`;
  const input = files.map(({ blob }) => `${blob}\n`).join('');
  const answer = stdoutOf(doing, await runGit(git.root, ['cat-file', '--batch'], { signal, input }));
  let at = 0;
  return files.map(({ path, blob, size }) => {
    const start = answer.indexOf('\n', at) + 1;
    if (answer.toString('latin1', at, start) !== `${blob} blob ${size}\n`)
      throw new GitFailure(`git could not ${doing}: ${path} is gone.`);
    at = start + size + 1;
    return [path, answer.subarray(start, start + size)];
  });
}

/** Cuts a list so that the sizes in each part add up to no more than so much; what is larger stands by itself. */
function portions<T>(
  items: readonly T[],
  most: number,
  sizeOf: (item: T) => number,
): readonly (readonly T[])[] {
  const parts: T[][] = [];
  let room = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (parts.length === 0 || size > room) {
      parts.push([]);
      room = most;
    }
    parts.at(-1)?.push(item);
    room -= size;
  }
  return parts;
}
