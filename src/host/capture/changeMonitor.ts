import * as path from 'node:path';
import * as vscode from 'vscode';
import { Disposables } from '../disposal';
import { affectsSettings, readSettings } from '../settings';
import { relativePath } from './openDocuments';
import { watchFiles } from './watchFiles';

/**
 * Says when the change may have moved: `onDidTouch` at once, `onDidSettle` when nothing more came for the
 * debounce time. Ignored files may make it speak too; the capture then finds the same change.
 */
export class ChangeMonitor implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly touched = this.disposables.add(new vscode.EventEmitter<void>());
  private readonly settled = this.disposables.add(new vscode.EventEmitter<void>());
  private timer: NodeJS.Timeout | undefined;

  /** An edit was typed. */
  readonly onDidTouch = this.touched.event;
  readonly onDidSettle = this.settled.event;

  constructor(private readonly folder: vscode.Uri | null) {}

  /** Begins to watch, and settles once for what is already there. */
  start(): void {
    this.settle();
    if (this.folder === null) return;
    const root = this.folder;
    const inside = (uri: vscode.Uri) =>
      uri.scheme === 'file' && relativePath(root.fsPath, uri.fsPath) !== null;
    const settleInside = (uri: vscode.Uri) => {
      if (inside(uri)) this.settle();
    };

    this.disposables.add(
      vscode.workspace.onDidChangeTextDocument(event => {
        if (event.contentChanges.length === 0 || !inside(event.document.uri)) return;
        this.touched.fire();
        this.settle();
      }),
    );
    // Reverting a document closes it without a change event.
    this.disposables.add(vscode.workspace.onDidCloseTextDocument(document => settleInside(document.uri)));
    this.disposables.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (affectsSettings(event, 'base', 'taskFile')) this.settle();
      }),
    );
    this.disposables.add(watchFiles(new vscode.RelativePattern(root, '**/*'), settleInside));
  }

  /** Watches where git records a commit, a checkout, a reset; `gitFolder` may lie outside the workspace. */
  watchRepository(gitFolder: string): void {
    const folder = vscode.Uri.file(path.resolve(gitFolder));
    this.disposables.add(watchFiles(new vscode.RelativePattern(folder, 'HEAD'), () => this.settle()));
    this.disposables.add(
      watchFiles(new vscode.RelativePattern(vscode.Uri.joinPath(folder, 'logs'), 'HEAD'), () =>
        this.settle(),
      ),
    );
  }

  /** Waits out the debounce time, anew for every call. */
  settle(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settled.fire(), readSettings().debounceMs);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.disposables.dispose();
  }
}
