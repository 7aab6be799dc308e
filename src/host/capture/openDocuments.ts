import * as path from 'node:path';
import * as vscode from 'vscode';
import type { UnsavedText } from '../../platform/change/workingTree';

/** The unsaved documents below a folder. */
export function dirtyDocuments(root: string): readonly UnsavedText[] {
  return vscode.workspace.textDocuments
    .filter(document => document.isDirty && document.uri.scheme === 'file')
    .flatMap(document => {
      const relative = relativePath(root, document.uri.fsPath);
      return relative === null ? [] : [{ path: relative, text: document.getText() }];
    });
}

/** `/`-separated path of a file below the folder; null when it lies elsewhere or inside `.git`. */
export function relativePath(root: string, file: string): string | null {
  const relative = path.relative(root, file).split(path.sep).join('/');
  if (relative === '' || relative.startsWith('../') || relative === '..' || path.isAbsolute(relative))
    return null;
  return relative === '.git' || relative.startsWith('.git/') ? null : relative;
}
