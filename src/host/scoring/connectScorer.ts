import * as path from 'node:path';
import type * as vscode from 'vscode';
import { findNode } from '../../platform/process/findNode';
import { ScorerClient } from '../../platform/process/scorerClient';
import { readSettings } from '../settings';
import type { ConnectedScorer } from './lazyScorer';

/** Starts nothing yet: the client forks the scorer when it is opened. */
export async function connectScorer(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
): Promise<ConnectedScorer> {
  const settings = readSettings();
  const { memoryCeilingBytes } = settings;
  const { executable, reason, refused } = await findNode(settings.nodeExecutable);
  log.info(`scorer: ${reason}`);
  const client = new ScorerClient({
    workerPath: path.join(context.extensionPath, 'dist', 'worker.js'),
    modelFolder: settings.modelFolder ?? path.join(context.extensionPath, 'model'),
    threads: settings.threads,
    nodeExecutable: executable,
    memoryCeilingBytes,
    log: line => log.info(line),
  });
  const notice =
    refused === null
      ? null
      : `The setting sweRm.nodeExecutable is not used, since ${refused}; correct it, or leave it empty.`;
  return { client, notice, memoryCeilingBytes };
}
