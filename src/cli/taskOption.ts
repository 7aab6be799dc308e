import { taskFromText, type Task } from '../core/task/task';
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

/** The sentence for a command that has patches and no task. */
export function noTask(): CommandProblem {
  return new CommandProblem(
    ExitCode.usage,
    'There is no task to judge by: say what the change should achieve with --task TEXT or --task-file FILE.',
  );
}

function orBlank(task: Task | null, source: string): Task {
  if (task === null) throw new CommandProblem(ExitCode.usage, `${source} holds no task: it is blank.`);
  return task;
}
