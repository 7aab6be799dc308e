import * as path from 'node:path';
import * as vscode from 'vscode';
import { Disposables } from '../disposal';
import { affectsSettings, readSettings } from '../settings';
import { pathBelow } from '../../platform/files/pathBelow';
import { watchFiles } from './watchFiles';

/** Files may be written all the time, by a build or as a log: then it is not waited for quiet any longer. */
const LONGEST_WAIT_MS = 5_000;

/**
 * Says when the change may have moved: `onDidTouch` at once, `onDidSettle` when nothing more came for the
 * debounce time, at the latest after five seconds or, where it is longer, that time. Ignored files may make it speak too; the capture then finds the same change.
 */
export class ChangeMonitor implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly touched = this.disposables.add(new vscode.EventEmitter<void>());
  private readonly noticed = this.disposables.add(new vscode.EventEmitter<string | null>());
  private readonly settled = this.disposables.add(new vscode.EventEmitter<void>());
  private ofRepository = new Disposables();
  private timer: NodeJS.Timeout | undefined;
  /** When something came last, by the clock of `performance`. */
  private last = 0;
  /** Of the repository, once it is known: the folder may be a part of it. */
  private root: string | null = null;

  /** Of which file it is told, as an absolute path; null: of none, so that it may be any. */
  readonly onDidNotice = this.noticed.event;
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
      if (inside(uri)) this.notice(uri.fsPath);
    };

    this.disposables.add(
      vscode.workspace.onDidChangeTextDocument(({ document: { uri }, contentChanges }) => {
        if (contentChanges.length > 0 && inside(uri)) this.touched.fire();
        // Also without a change: when unsaved edits are given up, the document may stay as it is, and the file counts again.
        settleInside(uri);
      }),
    );
    // Or it is closed, without a change event.
    this.disposables.add(vscode.workspace.onDidCloseTextDocument(document => settleInside(document.uri)));
    this.disposables.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (affectsSettings(event, 'base', 'taskFile')) this.settle();
      }),
    );
    this.disposables.add(this.watchBelow(folder));
  }

  /**
   * Watches where git records a commit, a checkout, a reset, and the files of the repository: both may lie outside the
   * workspace. The one that was watched before is gone.
   */
  watchRepository(root: string, gitFolder: string): void {
    this.root = root;
    this.ofRepository.dispose();
    this.ofRepository = this.disposables.add(new Disposables());
    if (this.folder !== null && isBelow(this.folder.fsPath)(root))
      this.ofRepository.add(this.watchBelow(vscode.Uri.file(root)));
    const folder = vscode.Uri.file(path.resolve(gitFolder));
    for (const place of [folder, vscode.Uri.joinPath(folder, 'logs')])
      this.ofRepository.add(watchFiles(new vscode.RelativePattern(place, 'HEAD'), () => this.notice(null)));
  }

  private notice(file: string | null): void {
    this.noticed.fire(file);
    this.settle();
  }

  /** Waits out the debounce time, anew for every call. An installation calls it a hundred thousand times. */
  settle(): void {
    this.last = performance.now();
    if (this.timer === undefined) this.wait(this.last);
  }

  /** @param first when the first came of what is waited out */
  private wait(first: number): void {
    const { debounceMs } = readSettings();
    const end = Math.min(this.last + debounceMs, first + Math.max(LONGEST_WAIT_MS, debounceMs));
    const left = end - performance.now();
    if (left > 0) {
      this.timer = setTimeout(() => this.wait(first), left);
      return;
    }
    this.timer = undefined;
    this.settled.fire();
  }

  private watchBelow(folder: vscode.Uri): vscode.Disposable {
    const changed = ({ fsPath }: vscode.Uri) => {
      if (isBelow(fsPath)(folder.fsPath)) this.notice(fsPath);
      // The repository comes, or goes: of what was in it nothing is told then.
      else if (path.basename(fsPath) === '.git') this.notice(null);
    };
    return watchFiles(new vscode.RelativePattern(folder, '**/*'), changed);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.disposables.dispose();
  }
}

/** Whether a file lies below a folder, and not in its `.git`. */
function isBelow(file: string): (folder: string) => boolean {
  return folder => pathBelow(folder, file) !== null;
}
