import * as vscode from 'vscode';
import { Disposables } from './disposal';
import { telling } from './telling';

/** Registers commands by their names without the prefix; an error in one is told once and logged. */
export function registerHandlers(
  handlers: Readonly<Record<string, (...args: readonly unknown[]) => unknown>>,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const disposables = new Disposables();
  for (const [name, run] of Object.entries(handlers)) {
    disposables.add(
      vscode.commands.registerCommand(`sweRm.${name}`, (...args: readonly unknown[]) =>
        telling(name, () => run(...args), log),
      ),
    );
  }
  return disposables;
}
