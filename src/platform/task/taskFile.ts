import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { taskFromText, type Task } from '../../core/task/task';
import { readRepositoryFile } from '../agentTools/repositoryFile';
import type { Git } from '../git/git';

/** Where a file of a folder lies, with the folder's links resolved, as git names the root. */
export async function realPlace(folder: string, file: string): Promise<string> {
  const absolute = path.resolve(folder);
  return path.resolve(await realpath(absolute).catch(() => absolute), file);
}

/** The task in a file of a repository; null where there is none or it cannot be read. */
export async function readTaskFile(git: Git, place: string, source: string): Promise<Task | null> {
  const read = await readRepositoryFile(git, place);
  return 'text' in read ? taskFromText(read.text, source) : null;
}

/** Files that are about a change rather than part of it, as git names them: from the root, with `/`. */
export function belowRoot({ realRoot }: Git, places: readonly string[]): ReadonlySet<string> {
  return new Set(places.map(place => path.relative(realRoot, place).split(path.sep).join('/')));
}
