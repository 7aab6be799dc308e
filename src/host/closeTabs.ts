import * as vscode from 'vscode';

/**
 * Closes the editors that show a document of ours which nothing stands behind any more: VS Code would show them blank.
 *
 * @param isGone told of each document of an editor
 */
export async function closeTabs(isGone: (uri: vscode.Uri) => boolean): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
  const blank = tabs.filter(({ input }) => urisOf(input).some(isGone));
  if (blank.length > 0) await vscode.window.tabGroups.close(blank, true);
}

function urisOf(input: unknown): readonly vscode.Uri[] {
  if (input instanceof vscode.TabInputText) return [input.uri];
  if (input instanceof vscode.TabInputTextDiff) return [input.original, input.modified];
  // The editor with several diffs: its class is no part of the API yet, its shape is.
  if (typeof input === 'object' && input !== null && 'textDiffs' in input && Array.isArray(input.textDiffs))
    return input.textDiffs.flatMap(urisOf);
  return [];
}
