import * as vscode from 'vscode';
import { compose } from './composition';
import type { Composition } from './folderComposition';
import { messageOf } from '../core/text/messageOf';

let composition: Composition | null = null;

/** Wires the extension to the window. Budget: 50 ms; the time it took is in the log. */
export function activate(context: vscode.ExtensionContext): void {
  const start = performance.now();
  const log = vscode.window.createOutputChannel('SWE-RM', { log: true });
  context.subscriptions.push(log);
  try {
    composition = compose(context, log);
    context.subscriptions.push(composition);
    log.info(`activated in ${(performance.now() - start).toFixed(1)} ms`);
  } catch (error) {
    log.error('The extension could not start.', error);
    void vscode.window.showErrorMessage(`SWE-RM could not start: ${messageOf(error)}`);
  }
}

/** The editor waits up to 5 s for it before the process ends: what was typed last is on the disk by then. */
export function deactivate(): Promise<void> | undefined {
  return composition?.end();
}
