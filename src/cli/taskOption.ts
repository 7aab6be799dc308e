import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { taskFromText, type Task } from '../core/task/task';
import { readRepositoryFile } from '../platform/agentTools/repositoryFile';
import { Git } from '../platform/git/git';
import { CommandProblem, ExitCode } from './exitCode';
import { readText } from './readText';

/** As the editor and the tools for agents find it when nobody says otherwise. */
const DEFAULT_TASK_FILE = 'TASK.md';

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

/** The task that the options give, else the one in `TASK.md` of the repository; null without either. */
export async function taskOf(
  options: TaskOptions & { readonly repo: string },
  signal: AbortSignal,
): Promise<Task | null> {
  const given = await taskFromOptions(options, signal);
  if (given !== null) return given;
  const folder = await realFolder(options.repo);
  const git = await Git.open(folder);
  if (!(git instanceof Git)) return null;
  const read = await readRepositoryFile(git.root, path.join(folder, DEFAULT_TASK_FILE));
  return 'text' in read ? taskFromText(read.text, DEFAULT_TASK_FILE) : null;
}

/** The files below a root that say what a change should achieve, and so are no part of it; relative, with `/`. */
export async function taskFiles(
  root: string,
  { repo, taskFile }: Pick<TaskOptions, 'taskFile'> & { readonly repo: string },
): Promise<ReadonlySet<string>> {
  const places = [path.join(await realFolder(repo), DEFAULT_TASK_FILE)];
  if (taskFile !== null && taskFile !== '-')
    places.push(path.join(await realFolder(path.dirname(taskFile)), path.basename(taskFile)));
  return new Set(places.map(place => path.relative(root, place).split(path.sep).join('/')));
}

/** With links resolved, as git names its root. */
async function realFolder(folder: string): Promise<string> {
  const absolute = path.resolve(folder);
  return realpath(absolute).catch(() => absolute);
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
