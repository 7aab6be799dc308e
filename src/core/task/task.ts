import { countText } from '../text/countText';

/** What a change should achieve: an issue, a prompt, a pull request's description. */
export interface Task {
  readonly title: string;
  readonly body: string;
  /** Where the text came from, for display only; never model input. */
  readonly source: string;
}

/** The longest task, in UTF-16 code units: more is a mistake, such as a log or a data file, of which a part would say something else. */
export const MAX_TASK_CHARACTERS = 200_000;

/** No file of more bytes can hold a task: UTF-8 spends four on a character at most. */
export const MAX_TASK_BYTES = 4 * MAX_TASK_CHARACTERS;

/** Why a text is no task that is longer, as a part of a sentence. */
export function tooLongForTask(name: string): string {
  return `${name} is longer than the ${countText(MAX_TASK_CHARACTERS, 'character')} that a task may have`;
}

/** Where a task is looked for when nobody says otherwise: package.json names it as the default of the setting. */
export const DEFAULT_TASK_FILE = 'TASK.md';

/** A task from free text: its first line that says something is the title, the rest the body. Null for a text that says nothing. */
export function taskFromText(text: string, source: string): Task | null {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const first = lines.findIndex(line => titleIn(line) !== '');
  const title = lines[first];
  if (title === undefined) return null;
  return {
    title: titleIn(title),
    body: lines
      .slice(first + 1)
      .join('\n')
      .trim(),
    source,
  };
}

/** A line without the marks of a heading; an editor may have put a byte order mark before them. */
function titleIn(line: string): string {
  return line.trim().replace(/^#+/, '').trim();
}
