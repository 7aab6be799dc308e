import * as vscode from 'vscode';
import { Disposables } from '../disposal';
import { lookedAt, type WorkFolder } from './lookedAt';

const KEY = 'sweRm.folder';

/**
 * The folder of the window whose change is looked at. Everything else is made for it, and made anew for another, so that
 * nothing can disagree about it. It moves when a person chooses another or takes it out of the workspace, never because
 * another file is shown: a score that jumps as one clicks through files says nothing.
 *
 * Source of truth: what was chosen in the workspace's state, and the folders of the workspace.
 */
export class CurrentFolder implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly moved = this.disposables.add(new vscode.EventEmitter<void>());
  private readonly without = new Set<string>();
  private folder: WorkFolder | null;

  /** Another folder is looked at now. */
  readonly onDidMove = this.moved.event;

  constructor(private readonly state: vscode.Memento) {
    this.folder = this.find();
    this.disposables.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.look()));
  }

  /** Null while no folder on the disk is open. */
  get current(): WorkFolder | null {
    return this.folder;
  }

  /** The folders of the workspace that lie on the disk. */
  get all(): readonly WorkFolder[] {
    return (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === 'file')
      .map(({ uri, name }) => ({ path: uri.fsPath, name }));
  }

  /** What the folder is called where it could be another: of several, or inside of the only one. Null where there is no other. */
  get toldName(): string | null {
    const { all, folder } = this;
    const isOnly = all.length <= 1 && (folder === null || folder.path === all[0]?.path);
    return isOnly ? null : (folder?.name ?? null);
  }

  /** Looks at a folder from now on, also after a reload of the window. */
  async choose(path: string): Promise<void> {
    await this.state.update(KEY, path);
    this.look();
  }

  /** A folder is in no repository: while nobody has chosen, the next one is looked at. */
  lacksRepository(path: string): void {
    this.without.add(path);
    this.look();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private find(): WorkFolder | null {
    return lookedAt(this.all, this.state.get<string>(KEY) ?? null, this.without);
  }

  private look(): void {
    const before = this.folder?.path;
    this.folder = this.find();
    if (this.folder?.path !== before) this.moved.fire();
  }
}
