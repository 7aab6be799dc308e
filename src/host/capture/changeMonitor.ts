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
  /** Of the repository, once it is known: the folder may be a part of it. */
  private root: string | null = null;

  /** An edit was typed. */
  readonly onDidTouch = this.touched.event;
  readonly onDidSettle = this.settled.event;

  constructor(private readonly folder: vscode.Uri | null) {}

  /** Begins to watch, and settles once for what is already there. */
  start(): void {
    this.settle();
    if (this.folder === null) return;
    const { folder } = this;
    const inside = ({ scheme, fsPath }: vscode.Uri) =>
      scheme === 'file' && [folder.fsPath, this.root ?? folder.fsPath].some(isBelow(fsPath));
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
    this.watchBelow(folder);
  }

  /**
   * Watches where git records a commit, a checkout, a reset, and the files of the repository: both may lie outside the
   * workspace.
   */
  watchRepository(root: string, gitFolder: string): void {
    this.root = root;
    if (this.folder !== null && isBelow(this.folder.fsPath)(root)) this.watchBelow(vscode.Uri.file(root));
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

  private watchBelow(folder: vscode.Uri): void {
    const changed = ({ fsPath }: vscode.Uri) => {
      if (isBelow(fsPath)(folder.fsPath)) this.settle();
    };
    this.disposables.add(watchFiles(new vscode.RelativePattern(folder, '**/*'), changed));
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.disposables.dispose();
  }
}

/** Whether a file lies below a folder, and not in its `.git`. */
function isBelow(file: string): (folder: string) => boolean {
  return folder => relativePath(folder, file) !== null;
}
