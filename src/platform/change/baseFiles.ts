import { LRUCache } from 'lru-cache';
import type { FilePatch } from '../../core/patch/patch';
import type { Git } from '../git/git';

/** Beyond these, the model sees a file's hunks without the code around them. */
const MAX_FILES = 100;
const MAX_CHARACTERS = 1_000_000;
/** Each file is a short git process; a change of a hundred files must not start a hundred at once. */
const MAX_PROCESSES = 6;

/**
 * Files at a commit never change, and an edit asks for the same ones again.
 * Bounded by: 32 million characters. Cleared when: the process ends.
 */
const contents = new LRUCache<string, { readonly text: string | null }>({
  maxSize: 32_000_000,
  sizeCalculation: ({ text }) => 1 + (text?.length ?? 0),
});

/** Content of the changed files at a commit, by their path there. */
export async function readBaseFiles(
  git: Git,
  commit: string,
  files: readonly FilePatch[],
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const paths = basePaths(files).slice(0, MAX_FILES);
  const found = new Map<string, string>();
  const waiting = [...paths];
  const read = async () => {
    for (let path = waiting.shift(); path !== undefined && !signal.aborted; path = waiting.shift()) {
      const text = await fileAt(git, commit, path, signal);
      if (text !== null && text.length <= MAX_CHARACTERS) found.set(path, text);
    }
  };
  await Promise.all(Array.from({ length: MAX_PROCESSES }, read));
  return Object.fromEntries(paths.flatMap(path => (found.has(path) ? [[path, found.get(path) ?? '']] : [])));
}

/** Paths in the base of the text files that a patch changes; those it merely renames come last, for they show the least. */
export function basePaths(files: readonly FilePatch[]): readonly string[] {
  const texts = files.filter(file => !file.binary);
  const [changed, renamed] = [texts.filter(isEdited), texts.filter(file => !isEdited(file))];
  return [...new Set([...changed, ...renamed].flatMap(({ oldPath }) => oldPath ?? []))];
}

function isEdited({ hunks }: FilePatch): boolean {
  return hunks.length > 0;
}

/** A file at a commit (a full id, so that it is the same content forever); null when it is not there. */
export async function fileAt(
  git: Git,
  commit: string,
  path: string,
  signal?: AbortSignal,
): Promise<string | null> {
  const key = `${git.root}\0${commit}\0${path}`;
  const known = contents.get(key);
  if (known !== undefined) return known.text;
  const text = await git.showFile(commit, path, signal);
  // A process that was stopped knows nothing of the file.
  if (signal?.aborted !== true) contents.set(key, { text });
  return text;
}
