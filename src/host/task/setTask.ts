import * as vscode from 'vscode';
import { taskSources, type TaskSource } from './taskSources';
import { NothingToDo } from '../nothingToDo';
import type { TaskStore } from './taskStore';

type Choice = vscode.QuickPickItem & { readonly run: () => Promise<void> };

/** A title to be typed. Without words it is no task: nothing is judged by what nobody wrote. */
const EMPTY_TASK_FILE = '# ';

/** "Set Task…": asks where the task's text comes from and keeps it. */
export async function setTask(tasks: TaskStore): Promise<void> {
  const title = 'What should the change achieve?';
  const taskFile = tasks.taskFile();
  const choices: Choice[] = [
    ...taskSources(title).map(source => ({ ...source, run: () => keep(tasks, source) })),
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
            detail: 'The task file is used again',
            run: () => tasks.clear(),
          },
        ]
      : []),
  ];
  const chosen = await vscode.window.showQuickPick(choices, {
    title,
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
  if (!tasks.isSet) throw new NothingToDo('No task was set by command, so there is none to forget.');
  await tasks.clear();
}

async function keep(tasks: TaskStore, source: TaskSource): Promise<void> {
  const given = await source.read();
  if (given === null) return;
  if ('problem' in given) void vscode.window.showWarningMessage(`The task stays as it is: ${given.problem}.`);
  else await tasks.set(given.text, given.task.source);
}
