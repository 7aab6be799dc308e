import * as vscode from 'vscode';
import { decodeText } from '../../platform/text/decodeText';
import { EnvironmentValues } from '../../platform/redaction/environmentValues';
import { Disposables } from '../disposal';

const PATTERN = '**/.env*';
const MAX_FILES = 200;
const MAX_BYTES = 256 * 1024;

/** The values of the `.env` files of all the workspace's folders, kept in memory to be hidden wherever they occur. They are written nowhere. */
export class EnvironmentFiles implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly known = new EnvironmentValues();

  private constructor() {
    const watcher = this.disposables.add(vscode.workspace.createFileSystemWatcher(PATTERN));
    // The file alone, at once: until its values are known they would be written down.
    this.disposables.add(watcher.onDidCreate(file => void this.read([file])));
    this.disposables.add(watcher.onDidChange(file => void this.read([file])));
  }

  /** Resolves when they have been read: nothing may be written before. */
  static async open(): Promise<EnvironmentFiles> {
    const files = new EnvironmentFiles();
    try {
      // Those that git ignores, as it does nearly everywhere, are among what is found.
      const found = await vscode.workspace.findFiles(PATTERN, '**/node_modules/**', MAX_FILES);
      const folders = vscode.workspace.workspaceFolders ?? [];
      await files.read([...folders.map(({ uri }) => vscode.Uri.joinPath(uri, '.env')), ...found]);
      return files;
    } catch (error) {
      files.dispose();
      throw error;
    }
  }

  /** Longest first. */
  get values(): readonly string[] {
    return this.known.longestFirst;
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async read(files: readonly vscode.Uri[]): Promise<void> {
    for (const file of files) {
      try {
        const { size, type } = await vscode.workspace.fs.stat(file);
        if (size > MAX_BYTES || (type & vscode.FileType.File) === 0) continue;
        this.known.add(decodeText(Buffer.from(await vscode.workspace.fs.readFile(file))));
      } catch {
        // There is none, or it went while we looked.
      }
    }
  }
}
