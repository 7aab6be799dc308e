import * as vscode from 'vscode';
import { MAX_TASK_CHARACTERS, type TaskStore } from './taskStore';

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
  const stat = await vscode.workspace.fs.stat(file);
  if (stat.size > 4 * MAX_TASK_CHARACTERS) {
    void vscode.window.showErrorMessage('This file is too large to be a task; choose a text of a few pages.');
    return;
  }
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  await keep(tasks, text, vscode.workspace.asRelativePath(file));
}

async function keep(tasks: TaskStore, text: string, source: string): Promise<void> {
  if (!(await tasks.set(text, source))) {
    void vscode.window.showWarningMessage(`There is no text in the ${source}; the task stays as it is.`);
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0]?.slice(0, 100) ?? '';
}
