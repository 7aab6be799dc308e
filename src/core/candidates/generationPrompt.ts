import type { Task } from '../task/task';

/** A file that goes along with the task. */
export interface PromptFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

/** One message of a conversation with a chat model. */
export interface ChatTurn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

/** What a chat model is asked for: one answer is one candidate. */
export function generationPrompt(task: Task, files: readonly PromptFile[]): ChatTurn {
  const parts = [
    'Solve the task below by changing the given files. Answer with one unified diff and nothing else.',
    [
      'Rules for the diff:',
      '- paths relative to the repository, as in `--- a/src/x.ts` and `+++ b/src/x.ts`;',
      '- three unchanged lines around each change, copied exactly from the file;',
      '- `/dev/null` for the side of a file that does not exist;',
      '- as few changed lines as the task needs.',
    ].join('\n'),
    `<task>\n${task.title}\n\n${task.body}\n</task>`,
    ...files.map(({ path, text }) => `<file path=${JSON.stringify(path)}>\n${text}\n</file>`),
  ];
  return { role: 'user', text: parts.join('\n\n') };
}

/** What a chat model is told when its diff does not apply: once. */
export function repairPrompt(problem: string): ChatTurn {
  return {
    role: 'user',
    text: `This diff cannot be applied. ${problem} Check each line of context against the file, and answer with the whole corrected diff and nothing else.`,
  };
}
