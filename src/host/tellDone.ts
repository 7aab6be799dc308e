import * as vscode from 'vscode';

/** Of milliseconds. */
const SHOWN = 4_000;

/** Says in the status bar what was done, where nothing else may show it: "sources are shown." */
export function tellDone(what: string): void {
  void vscode.window.setStatusBarMessage(`SWE-RM: ${what}`, SHOWN);
}
