import * as vscode from 'vscode';

/** Tells of every file that matches a pattern when it comes, changes or goes. */
export function watchFiles(
  pattern: vscode.RelativePattern,
  changed: (uri: vscode.Uri) => void,
): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(changed),
    watcher.onDidChange(changed),
    watcher.onDidDelete(changed),
  );
}
