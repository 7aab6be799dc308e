import { MAX_TASK_CHARACTERS, taskFromText, tooLongForTask, type Task } from './task';

/** What a text or a file came to that should say the task. */
export interface TaskReading {
  readonly task: Task | null;
  /** Why it cannot be the task, as a part of a sentence; null: nothing is wrong with it, it may be blank or missing. */
  readonly problem: string | null;
}

export const NO_TASK: TaskReading = { task: null, problem: null };

/** @param name what the text is called where it cannot be the task */
export function taskIn(text: string, source: string, name = source): TaskReading {
  if (text.length > MAX_TASK_CHARACTERS) return { task: null, problem: tooLongForTask(name) };
  if (text.includes('\0')) return { task: null, problem: `${name} is not text, or not in UTF-8` };
  return { task: taskFromText(text, source), problem: null };
}
