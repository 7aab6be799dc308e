import path from 'node:path';
import { DEFAULT_TASK_FILE, taskFromText, type Task } from '../core/task/task';
import { Git } from '../platform/git/git';
import { belowRoot, readTaskFile, realPlace } from '../platform/task/taskFile';
import { CommandProblem, ExitCode } from './exitCode';
import { readText } from './readText';

export interface TaskOptions {
  readonly task: string | null;
  readonly taskFile: string | null;
}

/** The task that the options give; null when they give none. */
export async function taskFromOptions(
  { task, taskFile }: TaskOptions,
  signal: AbortSignal,
): Promise<Task | null> {
  if (task !== null && taskFile !== null)
    throw new CommandProblem(ExitCode.usage, 'Give the task by --task or by --task-file, not by both.');
  if (task !== null) return orBlank(taskFromText(task, 'command line'), '--task');
  if (taskFile !== null) return orBlank(taskFromText(await readText(taskFile, signal), taskFile), taskFile);
  return null;
}

/** The task in `TASK.md` of the repository, for when the options give none; null without. */
export async function taskOfRepository(repo: string): Promise<Task | null> {
  const place = await realPlace(repo, DEFAULT_TASK_FILE);
  const git = await Git.open(path.dirname(place));
  return git instanceof Git ? readTaskFile(git, place, DEFAULT_TASK_FILE) : null;
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

/** The sentence for a command that has patches and no task. */
export function noTask(): CommandProblem {
  return new CommandProblem(
    ExitCode.usage,
    'There is no task to judge by: say what the change should achieve with --task TEXT, --task-file FILE or a TASK.md in the repository.',
  );
}

function orBlank(task: Task | null, source: string): Task {
  if (task === null) throw new CommandProblem(ExitCode.usage, `${source} holds no task: it is blank.`);
  return task;
}
