import { stat } from 'node:fs/promises';
import * as path from 'node:path';
import { DEFAULT_TASK_FILE, type Task } from '../core/task/task';
import { Git } from '../platform/git/git';
import { NO_TASK, taskIn, type TaskReading } from '../core/task/taskReading';
import { belowRoot, readTaskFile, realPlace } from '../platform/task/taskFile';
import { misused, refused } from './exitCode';
import { readText } from './readText';

export interface TaskOptions {
  readonly task: string | null;
  readonly taskFile: string | null;
}

/**
 * The task that the options give; null when they give none.
 *
 * @throws CommandProblem when they give a blank text, one that is too long, or the name of a file for the text
 */
export async function taskFromOptions(
  { task, taskFile }: TaskOptions,
  signal: AbortSignal,
): Promise<Task | null> {
  if (task !== null && taskFile !== null)
    throw misused('Give the task by --task or by --task-file, not by both.');
  if (task !== null) {
    if (await isFile(task))
      throw misused(`--task takes the text itself, and ${task} is a file: give it with --task-file.`);
    return said(taskIn(task, 'command line', '--task'), '--task');
  }
  if (taskFile === null) return null;
  const name = taskFile === '-' ? 'Standard input' : taskFile;
  return said(taskIn(await readText(taskFile, signal), taskFile, name), name);
}

/** What `TASK.md` of the repository comes to, for when the options give no task. */
export async function readTaskOfRepository(repo: string): Promise<TaskReading> {
  const place = await realPlace(repo, DEFAULT_TASK_FILE);
  const git = await Git.open(path.dirname(place));
  return git instanceof Git ? readTaskFile(git, place, DEFAULT_TASK_FILE) : NO_TASK;
}

/** The task in `TASK.md` of the repository. @throws CommandProblem without one */
export async function taskOfRepository(repo: string): Promise<Task> {
  return taskOrRefusal(await readTaskOfRepository(repo));
}

/** @throws CommandProblem without a task, with what to do about it */
export function taskOrRefusal({ task, problem }: TaskReading): Task {
  if (task !== null) return task;
  const why = problem === null ? '' : `, since ${problem}`;
  throw misused(
    `There is no task to judge by${why}: say what the change should achieve with --task TEXT, --task-file FILE or a TASK.md in the repository.`,
  );
}

/** The files that say what a change should achieve, and so are no part of it: from the root, with `/`. */
export async function taskFiles(
  git: Git,
  { repo, taskFile }: Pick<TaskOptions, 'taskFile'> & { readonly repo: string },
): Promise<ReadonlySet<string>> {
  const places = [await realPlace(repo, DEFAULT_TASK_FILE)];
  if (taskFile !== null && taskFile !== '-')
    places.push(await realPlace(path.dirname(taskFile), path.basename(taskFile)));
  return belowRoot(git, places);
}

/** Whether a text names a file that is there. A text that cannot be a name (too long, say) does not. */
async function isFile(text: string): Promise<boolean> {
  const status = await stat(text).catch(() => null);
  return status?.isFile() ?? false;
}

/** A task that was given. @param name what people call where it came from */
function said({ task, problem }: TaskReading, name: string): Task {
  if (problem !== null)
    throw refused(`${problem}; give a short plain text that says what the change should achieve.`);
  if (task === null) throw misused(`${name} holds no task: it is blank.`);
  return task;
}
