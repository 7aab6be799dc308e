import { LRUCache } from 'lru-cache';
import { holdsCode } from '../../core/patch/fileRole';
import { pathOf, type FilePatch } from '../../core/patch/patch';
import { showFiles } from '../git/committedFiles';
import type { Git } from '../git/git';

/** Beyond these, the model sees a file's hunks without the code around them. */
const MAX_FILES = 100;
const MAX_CHARACTERS = 1_000_000;

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
  const texts = await filesAt(git, commit, paths, signal);
  return Object.fromEntries(
    paths.flatMap(path => {
      const text = texts.get(path) ?? null;
      return text === null || text.length > MAX_CHARACTERS ? [] : [[path, text]];
    }),
  );
}

/**
 * Paths in the base of the text files that a patch changes. Code that it edits comes first, for the model reads what stands around
 * that; then tests and documents; what it merely renames shows the least.
 */
export function basePaths(files: readonly FilePatch[]): readonly string[] {
  const texts = files.filter(file => !file.binary);
  const place = (file: FilePatch) => (file.hunks.length === 0 ? 2 : holdsCode(pathOf(file)) ? 0 : 1);
  const sorted = [0, 1, 2].flatMap(at => texts.filter(file => place(file) === at));
  return [...new Set(sorted.flatMap(({ oldPath }) => oldPath ?? []))];
}

/** Text files at a commit (a full id, so that it is the same content forever), as `showFiles` reads them; null for the others. */
export async function filesAt(
  git: Git,
  commit: string,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string | null>> {
  const key = (path: string) => `${git.root}\0${commit}\0${path}`;
  const found = new Map<string, string | null>();
  const unknown: string[] = [];
  for (const path of paths) {
    const known = contents.get(key(path));
    if (known === undefined) unknown.push(path);
    else found.set(path, known.text);
  }
  if (unknown.length === 0) return found;
  const texts = await showFiles(git, commit, unknown, signal);
  for (const path of unknown) {
    const text = texts.get(path) ?? null;
    found.set(path, text);
    contents.set(key(path), { text });
  }
  return found;
}

/** As `filesAt`, of one file. */
export async function fileAt(
  git: Git,
  commit: string,
  path: string,
  signal?: AbortSignal,
): Promise<string | null> {
  return (await filesAt(git, commit, [path], signal)).get(path) ?? null;
}
