import * as vscode from 'vscode';
import { MAX_TASK_BYTES, tooLongForTask, type Task } from '../../core/task/task';
import { taskIn } from '../../core/task/taskReading';
import { decodeText } from '../../platform/text/decodeText';

/** A text that says a task, or why it cannot, as a part of a sentence. */
type GivenTask = { readonly task: Task; readonly text: string } | { readonly problem: string };

/** A way to give a task, as an item to pick. */
export interface TaskSource extends vscode.QuickPickItem {
  /** Null: the person changed their mind. */
  readonly read: () => Promise<GivenTask | null>;
}

/**
 * The ways in which a person can give a task.
 *
 * @param title of what asks further
 */
export function taskSources(title: string): readonly TaskSource[] {
  const editor = vscode.window.activeTextEditor;
  const selection = editor === undefined ? '' : editor.document.getText(editor.selection);
  return [
    {
      label: '$(edit) Type a sentence…',
      detail: 'One line, such as the title of an issue',
      read: () => typed(title),
    },
    ...(selection.trim() === ''
      ? []
      : [
          {
            label: '$(selection) Use the selection',
            detail: firstLine(selection),
            read: () => Promise.resolve(given(selection, 'selection')),
          },
        ]),
    {
      label: '$(clippy) Use the clipboard',
      detail: 'For instance an issue copied from the browser',
      read: async () => given(await vscode.env.clipboard.readText(), 'clipboard'),
    },
    { label: '$(file) From a file…', detail: 'A text or Markdown file', read: fromFile },
  ];
}

async function typed(title: string): Promise<GivenTask | null> {
  const text = await vscode.window.showInputBox({
    title,
    placeHolder: 'Totals are wrong when a cart holds the same item twice',
    validateInput: value => (value.trim() === '' ? 'A task needs at least one word.' : null),
  });
  return text === undefined ? null : given(text, 'typed');
}

async function fromFile(): Promise<GivenTask | null> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: 'A file that describes the task',
      openLabel: 'Use as Task',
    })) ?? [];
  if (file === undefined) return null;
  const name = vscode.workspace.asRelativePath(file);
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > MAX_TASK_BYTES) return { problem: tooLongForTask(name) };
  return given(decodeText(Buffer.from(await vscode.workspace.fs.readFile(file))), name, name);
}

function given(text: string, source: string, name = `the ${source}`): GivenTask {
  const { task, problem } = taskIn(text, source, name);
  return task === null ? { problem: problem ?? `there is no text in ${name}` } : { task, text };
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0]?.slice(0, 100) ?? '';
}
