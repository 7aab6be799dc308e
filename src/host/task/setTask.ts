import * as vscode from 'vscode';
import { MAX_TASK_BYTES, tooLongForTask } from '../../core/task/task';
import { taskIn } from '../../core/task/taskReading';
import { decodeText } from '../../platform/text/decodeText';
import type { TaskStore } from './taskStore';

type Choice = vscode.QuickPickItem & { readonly run: () => Promise<void> };

/** A title to be typed. Without words it is no task: nothing is judged by what nobody wrote. */
const EMPTY_TASK_FILE = '# ';

/** "Set Task…": asks where the task's text comes from and keeps it. */
export async function setTask(tasks: TaskStore): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const selection = editor === undefined ? '' : editor.document.getText(editor.selection);
  const taskFile = tasks.taskFile();
  const choices: Choice[] = [
    {
      label: '$(edit) Type a sentence…',
      detail: 'One line, such as the title of an issue',
      run: () => typeTask(tasks),
    },
    ...(selection.trim() === ''
      ? []
      : [
          {
            label: '$(selection) Take the selection',
            detail: firstLine(selection),
            run: () => keep(tasks, selection, 'selection'),
          },
        ]),
    {
      label: '$(clippy) Take the clipboard',
      detail: 'For instance an issue copied from the browser',
      run: async () => keep(tasks, await vscode.env.clipboard.readText(), 'clipboard'),
    },
    { label: '$(file) From a file…', detail: 'A text or Markdown file', run: () => taskFromFile(tasks) },
    ...(taskFile === null
      ? []
      : [
          {
            label: `$(markdown) Write it in ${tasks.taskFileName}`,
            detail: 'For several lines; the task is read again whenever the file is saved',
            run: () => openTaskFile(tasks),
          },
        ]),
    ...(tasks.isSet
      ? [
          {
            label: '$(discard) Forget this task',
            detail: 'The task file counts again',
            run: () => tasks.clear(),
          },
        ]
      : []),
  ];
  const chosen = await vscode.window.showQuickPick(choices, {
    title: 'What should the change achieve?',
    placeHolder: 'Where does the task come from?',
  });
  await chosen?.run();
}

/** Opens the task file for editing, made when missing; a task set by command gives way to it. */
export async function openTaskFile(tasks: TaskStore): Promise<void> {
  const file = tasks.taskFile();
  if (file === null) return setTask(tasks);
  try {
    await vscode.workspace.fs.stat(file);
  } catch {
    const stored = await tasks.current();
    const text = stored === null ? EMPTY_TASK_FILE : `# ${stored.title}\n\n${stored.body}\n`;
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  }
  await tasks.clear();
  const document = await vscode.workspace.openTextDocument(file);
  // Behind the title, where the next word goes in a new file.
  const { end } = document.lineAt(0).range;
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(end, end) });
}

/** Forgets the task that was set by command, so that the task file counts again. */
export async function clearTask(tasks: TaskStore): Promise<void> {
  if (tasks.isSet) return tasks.clear();
  void vscode.window.showInformationMessage('No task was set by command, so there is none to forget.');
}

async function typeTask(tasks: TaskStore): Promise<void> {
  const text = await vscode.window.showInputBox({
    title: 'What should the change achieve?',
    placeHolder: 'Totals are wrong when a cart holds the same item twice',
    validateInput: value => (value.trim() === '' ? 'A task needs at least one word.' : null),
  });
  if (text !== undefined) await keep(tasks, text, 'typed');
}

async function taskFromFile(tasks: TaskStore): Promise<void> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: 'A file that describes the task',
      openLabel: 'Use as Task',
    })) ?? [];
  if (file === undefined) return;
  const name = vscode.workspace.asRelativePath(file);
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > MAX_TASK_BYTES) return notKept(tooLongForTask(name));
  await keep(tasks, decodeText(Buffer.from(await vscode.workspace.fs.readFile(file))), name, name);
}

async function keep(tasks: TaskStore, text: string, source: string, name = `the ${source}`): Promise<void> {
  const { task, problem } = taskIn(text, source, name);
  if (task === null) return notKept(problem ?? `there is no text in ${name}`);
  await tasks.set(text, source);
}

function notKept(why: string): void {
  void vscode.window.showWarningMessage(`The task stays as it is: ${why}.`);
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0]?.slice(0, 100) ?? '';
}
