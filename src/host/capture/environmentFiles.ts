import * as vscode from 'vscode';
import { environmentValues } from '../../platform/redaction/environmentValues';
import { Disposables } from '../disposal';

const PATTERN = '**/.env*';
const MAX_FILES = 50;
const MAX_BYTES = 256 * 1024;

/** The values of the workspace's `.env` files, kept in memory to be hidden wherever they occur. They are written nowhere. */
export class EnvironmentFiles implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private known: readonly string[] = [];

  private constructor(private readonly folder: vscode.Uri) {
    const watcher = this.disposables.add(
      vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, PATTERN)),
    );
    const reread = () => void this.read();
    this.disposables.add(watcher.onDidCreate(reread));
    this.disposables.add(watcher.onDidChange(reread));
    this.disposables.add(watcher.onDidDelete(reread));
  }

  /** Resolves when they have been read: nothing may be written before. */
  static async open(folder: vscode.Uri): Promise<EnvironmentFiles> {
    const files = new EnvironmentFiles(folder);
    await files.read();
    return files;
  }

  /** Longest first. A value that a file held once stays hidden while the window lives. */
  get values(): readonly string[] {
    return this.known;
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async read(): Promise<void> {
    const pattern = new vscode.RelativePattern(this.folder, PATTERN);
    // null: files that search leaves out, too; `.env` is ignored by git nearly everywhere.
    const files = await vscode.workspace.findFiles(pattern, '**/node_modules/**', MAX_FILES);
    const own = vscode.Uri.joinPath(this.folder, '.env');
    const values = new Set(this.known);
    for (const file of [own, ...files]) {
      try {
        const { size, type } = await vscode.workspace.fs.stat(file);
        if (size > MAX_BYTES || (type & vscode.FileType.File) === 0) continue;
        const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
        for (const value of environmentValues(text)) values.add(value);
      } catch {
        // There is none, or it went while we looked.
      }
    }
    this.known = [...values].sort((a, b) => b.length - a.length);
  }
}
