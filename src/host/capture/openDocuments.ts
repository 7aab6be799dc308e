import * as path from 'node:path';
import * as vscode from 'vscode';
import { isInside } from '../../platform/files/isInside';
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
  if (!isInside(root, file)) return null;
  const relative = path.relative(root, file).split(path.sep).join('/');
  return relative === '' || relative === '.git' || relative.startsWith('.git/') ? null : relative;
}
