import * as vscode from 'vscode';
import { runStep } from '../../core/capture/capturedStep';
import type { Recorder } from '../../platform/capture/recorder';
import { Disposables } from '../disposal';
import { pathBelow } from '../../platform/files/pathBelow';
import { dirtyDocuments } from './openDocuments';
import { TerminalCommands } from './terminalCommands';
import { watchFiles } from './watchFiles';

/** git writes several files for one commit. */
const GIT_SETTLES_MS = 150;
/** A language server reports file by file. */
const PROBLEMS_SETTLE_MS = 800;

/** Reports to the recorder what happens in the editor, below one folder. Nothing is read and nothing waits here. */
export class EditorEvents implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private gitTimer: NodeJS.Timeout | undefined;
  private problemsTimer: NodeJS.Timeout | undefined;
  private readonly changedProblems = new Set<string>();
  /** Files that had something to save when their document changed last. */
  private readonly unsaved: Set<string>;

  constructor(
    private readonly root: string,
    gitFolder: string,
    private readonly recorder: Recorder,
  ) {
    this.unsaved = new Set(dirtyDocuments(root).map(({ path }) => path));
    this.watchDocuments();
    this.watchFiles();
    this.watchGit(gitFolder);
    this.watchRuns();
    this.disposables.add(new TerminalCommands(root, recorder));
    this.disposables.add(
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        for (const uri of uris) this.withPath(uri, path => this.changedProblems.add(path));
        clearTimeout(this.problemsTimer);
        this.problemsTimer = setTimeout(() => {
          const paths = [...this.changedProblems];
          this.changedProblems.clear();
          recorder.problemsChanged(paths);
        }, PROBLEMS_SETTLE_MS);
      }),
    );
  }

  dispose(): void {
    clearTimeout(this.gitTimer);
    clearTimeout(this.problemsTimer);
    this.disposables.dispose();
  }

  private watchDocuments(): void {
    const { recorder } = this;
    this.disposables.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges, reason }) => {
        this.withPath(document.uri, path => {
          const wasUnsaved = this.unsaved.delete(path);
          if (document.isDirty) this.unsaved.add(path);
          // The first key of an edit is reported before there is something to save; that there is comes next, without a change.
          // Nor is there any more when the edits were given up, also where the text stays because somebody else reads it.
          if (contentChanges.length === 0 && !document.isDirty && !wasUnsaved) return;
          // A document that changed and has nothing to save was read anew from disk, unless an edit was taken back: by undo, or
          // because the file was reverted.
          const typed = document.isDirty || wasUnsaved || reason !== undefined;
          recorder.touch(path, typed ? 'typed' : 'disk');
        });
      }),
    );
    this.disposables.add(
      vscode.workspace.onDidSaveTextDocument(({ uri }) => this.withPath(uri, path => recorder.saved(path))),
    );
    this.disposables.add(
      vscode.workspace.onWillRenameFiles(({ files }) => {
        for (const { from, to } of this.namesOf(files)) recorder.renames(from, to);
      }),
    );
    this.disposables.add(
      vscode.workspace.onDidRenameFiles(async ({ files }) => {
        for (const { from, to, newUri } of this.namesOf(files)) {
          const type = await vscode.workspace.fs.stat(newUri).then(
            stat => stat.type,
            () => vscode.FileType.Unknown,
          );
          // The files of a folder are seen one by one on disk.
          if (type === vscode.FileType.File) recorder.renamed(from, to);
        }
      }),
    );
  }

  private watchFiles(): void {
    const pattern = new vscode.RelativePattern(vscode.Uri.file(this.root), '**/*');
    this.disposables.add(
      watchFiles(pattern, uri => this.withPath(uri, path => this.recorder.touch(path, 'disk'))),
    );
  }

  private watchGit(gitFolder: string): void {
    const moved = () => {
      clearTimeout(this.gitTimer);
      this.gitTimer = setTimeout(() => this.recorder.gitMayHaveMoved(), GIT_SETTLES_MS);
    };
    const folder = vscode.Uri.file(gitFolder);
    for (const file of ['HEAD', 'logs/HEAD', 'logs/refs/stash']) {
      const [name = '', ...parents] = file.split('/').reverse();
      const place = vscode.Uri.joinPath(folder, ...parents.reverse());
      this.disposables.add(watchFiles(new vscode.RelativePattern(place, name), moved));
    }
    this.disposables.add(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) moved();
      }),
    );
  }

  private watchRuns(): void {
    this.disposables.add(
      vscode.tasks.onDidEndTaskProcess(({ execution: { task }, exitCode }) => {
        const kind = task.group === vscode.TaskGroup.Test ? 'test' : 'run';
        this.recorder.ran(runStep(kind, `task: ${task.name}`, exitCode ?? null, new Date()));
      }),
    );
    this.disposables.add(
      vscode.debug.onDidTerminateDebugSession(({ name, type, parentSession }) => {
        if (parentSession !== undefined) return;
        this.recorder.ran(runStep('run', `debug: ${name} (${type})`, null, new Date()));
      }),
    );
  }

  /** Of files that get another name, those that lie below the root by both. */
  private namesOf(files: vscode.FileRenameEvent['files']) {
    return files.flatMap(({ oldUri, newUri }) => {
      const [from, to] = [pathBelow(this.root, oldUri.fsPath), pathBelow(this.root, newUri.fsPath)];
      return from === null || to === null ? [] : [{ from, to, newUri }];
    });
  }

  private withPath(uri: vscode.Uri, use: (path: string) => void): void {
    const path = uri.scheme === 'file' ? pathBelow(this.root, uri.fsPath) : null;
    if (path !== null) use(path);
  }
}
