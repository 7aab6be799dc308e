import * as vscode from 'vscode';
import { Disposables } from './disposal';
import { messageOf } from '../core/text/messageOf';

/** Registers commands by their names without the prefix; an error in one is told once and logged. */
export function registerHandlers(
  handlers: Readonly<Record<string, (...args: readonly unknown[]) => unknown>>,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const disposables = new Disposables();
  for (const [name, run] of Object.entries(handlers)) {
    disposables.add(
      vscode.commands.registerCommand(`sweRm.${name}`, async (...args: readonly unknown[]) => {
        try {
          await run(...args);
        } catch (error) {
          log.error(`${name} failed.`, error);
          void vscode.window.showErrorMessage(`SWE-RM: ${messageOf(error)}`);
        }
      }),
    );
  }
  return disposables;
}
