import * as vscode from 'vscode';
import { messageOf } from '../core/text/messageOf';
import { FolderLeft } from './folder/folderLeft';
import { NothingToDo } from './nothingToDo';

/**
 * Does what a person asked for. An error is told once, by its own sentence, and logged; it goes no further. That there is
 * nothing to do is no error. That work was stopped needs no telling: who stopped it knows.
 *
 * @param name of what was asked for, for the log
 */
export async function telling(
  name: string,
  run: () => unknown,
  log: Pick<vscode.LogOutputChannel, 'error'>,
): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (error instanceof FolderLeft || (error instanceof Error && error.name === 'AbortError')) return;
    if (error instanceof NothingToDo) {
      void vscode.window.showInformationMessage(`SWE-RM: ${error.message}`);
      return;
    }
    log.error(`${name} failed.`, error);
    void vscode.window.showErrorMessage(`SWE-RM: ${messageOf(error)}`);
  }
}
