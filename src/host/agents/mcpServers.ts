import * as path from 'node:path';
import * as vscode from 'vscode';
import { Disposables } from '../disposal';
import { affectsSettings, readFolderSettings, readSettings } from '../settings';

/**
 * Offers the MCP server of `dist/mcp.js` for the folder that is looked at to the agents of the editor, where it takes such
 * offers. The editor starts it when an agent wants it, and ends it.
 */
export function registerMcpServer(
  context: vscode.ExtensionContext,
  folder: vscode.Uri | null,
): vscode.Disposable {
  const disposables = new Disposables();
  // Editors that are made from VS Code may lack it.
  const lm = vscode.lm as Partial<typeof vscode.lm> | undefined;
  if (lm?.registerMcpServerDefinitionProvider === undefined || folder === null) return disposables;
  const changed = disposables.add(new vscode.EventEmitter<void>());
  disposables.add(
    vscode.workspace.onDidChangeConfiguration(event => {
      if (affectsSettings(event, 'model.folder', 'nodeExecutable', 'threads', 'taskFile')) changed.fire();
    }),
  );
  disposables.add(
    lm.registerMcpServerDefinitionProvider('sweRm.mcp', {
      onDidChangeMcpServerDefinitions: changed.event,
      provideMcpServerDefinitions: async () => [await definition(context, folder)],
    }),
  );
  return disposables;
}

async function definition(
  context: vscode.ExtensionContext,
  folder: vscode.Uri,
): Promise<vscode.McpStdioServerDefinition> {
  const { modelFolder, nodeExecutable, threads } = readSettings();
  const { taskFile } = readFolderSettings(folder.fsPath);
  const { version } = context.extension.packageJSON as { readonly version: string };
  const args = [
    path.join(context.extensionPath, 'dist', 'mcp.js'),
    ...['--repo', folder.fsPath],
    ...['--model', modelFolder ?? path.join(context.extensionPath, 'model')],
    ...['--threads', String(threads)],
    // Said also where there shall be none, or the server would look for its own.
    ...['--task-file', taskFile],
  ];
  // The editor's own Node will do: it only speaks the protocol, the scorer finds itself a real one.
  const command = (await usableNode(nodeExecutable)) ?? process.execPath;
  const server = new vscode.McpStdioServerDefinition(
    'SWE-RM',
    command,
    args,
    { ELECTRON_RUN_AS_NODE: '1' },
    version,
  );
  server.cwd = folder;
  return server;
}

/** The Node that is set, if it can be run: of one that cannot, the panel says that it is not used. */
async function usableNode(setting: string | null): Promise<string | null> {
  if (setting === null) return null;
  const { findNode } = await import('../../platform/process/findNode');
  const { executable, refused } = await findNode(setting);
  return refused === null ? executable : null;
}
