import { realpath } from 'node:fs/promises';
import * as path from 'node:path';
import { NO_TASK, taskIn, type TaskReading } from '../../core/task/taskReading';
import { MAX_TASK_BYTES, tooLongForTask } from '../../core/task/task';
import { asPart } from '../../core/text/asPart';
import { readRepositoryFile } from '../files/repositoryFile';
import type { Git } from '../git/git';

/** Where a file of a folder lies, with the folder's links resolved, as git names the root. */
export async function realPlace(folder: string, file: string): Promise<string> {
  const absolute = path.resolve(folder);
  return path.resolve(await realpath(absolute).catch(() => absolute), file);
}

/** The task in a file of a repository. */
export async function readTaskFile(git: Git, place: string, source: string): Promise<TaskReading> {
  const read = await readRepositoryFile(git, place, MAX_TASK_BYTES);
  switch (read.kind) {
    case 'read':
      return taskIn(read.text, source);
    case 'missing':
      return NO_TASK;
    case 'outside':
      return { task: null, problem: `${source} leads out of the repository` };
    case 'tooLarge':
      return { task: null, problem: tooLongForTask(source) };
    case 'unreadable':
      return { task: null, problem: asPart(read.problem) };
  }
}

/** Files that are about a change rather than part of it, as git names them: from the root, with `/`. */
export function belowRoot({ realRoot }: Git, places: readonly string[]): ReadonlySet<string> {
  return new Set(places.map(place => path.relative(realRoot, place).split(path.sep).join('/')));
}
