import * as vscode from 'vscode';
import { compose } from './composition';
import { messageOf } from '../core/text/messageOf';

/** Wires the extension to the window. Budget: 50 ms; the time it took is in the log. */
export function activate(context: vscode.ExtensionContext): void {
  const start = performance.now();
  const log = vscode.window.createOutputChannel('SWE-RM', { log: true });
  context.subscriptions.push(log);
  try {
    context.subscriptions.push(compose(context, log));
    log.info(`activated in ${(performance.now() - start).toFixed(1)} ms`);
  } catch (error) {
    log.error('The extension could not start.', error);
    void vscode.window.showErrorMessage(`SWE-RM could not start: ${messageOf(error)}`);
  }
}
