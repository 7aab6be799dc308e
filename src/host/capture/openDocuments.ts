import * as vscode from 'vscode';
import { pathBelow } from '../../platform/files/pathBelow';
import type { UnsavedText } from '../../platform/change/workingTree';

/** The unsaved documents below a folder. */
export function dirtyDocuments(root: string): readonly UnsavedText[] {
  return vscode.workspace.textDocuments
    .filter(document => document.isDirty && document.uri.scheme === 'file')
    .flatMap(document => {
      const relative = pathBelow(root, document.uri.fsPath);
      return relative === null ? [] : [{ path: relative, text: document.getText() }];
    });
}
