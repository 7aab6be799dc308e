import { createHash } from 'node:crypto';
import * as vscode from 'vscode';

/** Where that is kept which belongs to one folder: its task, its recordings, its outcomes. */
interface KeptOfFolder {
  readonly memory: vscode.Memento;
  /** Undefined without a workspace: then nothing is kept in files. */
  readonly storage: vscode.Uri | undefined;
}

/**
 * What the window keeps for a folder. The only folder of a window has the workspace's own storage; one of several has a
 * part of it to itself, because a task or a recording of one repository says nothing about another.
 *
 * @param folder absolute path; null: no folder is open
 */
export function keptOfFolder(
  { workspaceState, storageUri }: Pick<vscode.ExtensionContext, 'workspaceState' | 'storageUri'>,
  folder: string | null,
): KeptOfFolder {
  const { workspaceFile, workspaceFolders } = vscode.workspace;
  const isOnly = workspaceFile === undefined && workspaceFolders?.[0]?.uri.fsPath === folder;
  if (folder === null || isOnly) return { memory: workspaceState, storage: storageUri };
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  return {
    memory: memoryOf(workspaceState, folder),
    storage: storageUri && vscode.Uri.joinPath(storageUri, 'folders', name),
  };
}

/** A memory of its own for a folder, inside of another. */
function memoryOf(state: vscode.Memento, folder: string): vscode.Memento {
  const own = (key: string) => `${key} of ${folder}`;
  const read = <T>(key: string, otherwise?: T) => state.get<T>(own(key)) ?? otherwise;
  return {
    keys: () => state.keys().flatMap(key => (key.endsWith(own('')) ? [key.slice(0, -own('').length)] : [])),
    get: read,
    update: (key, value) => state.update(own(key), value),
  };
}
