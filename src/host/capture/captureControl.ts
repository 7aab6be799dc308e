import * as vscode from 'vscode';
import type { Recorder, RecorderState } from '../../platform/capture/recorder';
import type { TrajectoryStore } from '../../platform/store/trajectoryStore';
import { Disposables } from '../disposal';
import { affectsSettings, readSettings } from '../settings';
import type { TaskStore } from '../task/taskStore';
import type { Capturing } from './capturing';
import { gitFolderOf } from './gitFolder';
import type { RepositoryFinder } from './repositoryFinder';
import { messageOf } from '../../core/text/messageOf';

export type CaptureState =
  | RecorderState
  /** By the setting, in Restricted Mode, or without a folder: `reason` says which. */
  | { readonly kind: 'off'; readonly reason: string };

/**
 * Whether and what is being recorded, and the trajectories of this workspace. Nothing of it is loaded before it is needed, and
 * nothing is recorded in Restricted Mode, when the setting says no, or outside a git repository.
 */
export class CaptureControl implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  private capturing: Capturing | null = null;
  /** Recording begins and ends in turn: what was done until one ended is written before the next begins. */
  private turn: Promise<void> = Promise.resolve();
  private stores: Promise<OpenedStore> | null = null;
  private ending: Promise<void> | null = null;
  private reason = 'starting';

  /** The state or the recorded steps have changed. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly folder: vscode.Uri | null,
    private readonly storage: vscode.Uri | undefined,
    /** Resolves when the storage is free: this window may have left the folder a moment ago, with steps still to be written. */
    private readonly free: Promise<unknown>,
    private readonly repository: RepositoryFinder,
    private readonly tasks: TaskStore,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.disposables.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (affectsSettings(event, 'capture.enabled')) void this.update();
      }),
    );
    this.disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(() => void this.update()));
    this.disposables.add(tasks.onDidChange(() => this.capturing?.recorder.taskChanged()));
  }

  get state(): CaptureState {
    return this.capturing?.recorder.state ?? { kind: 'off', reason: this.reason };
  }

  /** What is being recorded. */
  get current(): Recorder['current'] {
    return this.capturing?.recorder.current ?? null;
  }

  get recorder(): Recorder | null {
    return this.capturing?.recorder ?? null;
  }

  /** Begins or ends to watch, as the setting and the trust of the workspace say. */
  update(): Promise<void> {
    return this.inTurn(async () => {
      // The window may live on for a moment when all has been written.
      if (this.ending !== null) return;
      const refused = this.refusal();
      if (refused === null && this.capturing !== null) return;
      if (refused === null) await this.open();
      else {
        this.reason = refused;
        await this.close();
      }
      this.changed.fire();
    });
  }

  /** The stored trajectories of this workspace; null without a folder. */
  async store(): Promise<TrajectoryStore | null> {
    const { folder, storage } = this;
    if (folder === null || storage === undefined) return null;
    const opening = (this.stores ??= this.free.then(() => openStore(storage)));
    try {
      return (await opening).store;
    } catch (error) {
      // What failed now may succeed the next time.
      if (this.stores === opening) this.stores = null;
      throw error;
    }
  }

  async start(): Promise<void> {
    await this.update();
    if (this.capturing === null) throw new Error(`Nothing is recorded: ${this.reason}.`);
    this.capturing.recorder.start();
  }

  /** Resolves when what was done until now is on the disk and the store is free for another window. */
  end(): Promise<void> {
    this.ending ??= this.inTurn(async () => {
      await this.close();
      await (await this.stores?.catch(() => null))?.close();
    });
    return this.ending;
  }

  dispose(): void {
    void this.end();
    this.disposables.dispose();
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const next = this.turn.then(work);
    this.turn = next.catch(() => undefined);
    return next;
  }

  private refusal(): string | null {
    if (this.folder === null || this.storage === undefined) return 'no folder is open';
    if (!vscode.workspace.isTrusted) return 'this workspace is in Restricted Mode';
    return readSettings().capture.enabled ? null : 'the setting sweRm.capture.enabled is off';
  }

  private async open(): Promise<void> {
    try {
      const found = await this.repository.find();
      const gitFolder = found.kind === 'found' ? await gitFolderOf(found.git.root) : null;
      // With the store the workspace's `.env` files are read: for nothing where nothing is recorded.
      const store = gitFolder === null ? null : await this.store();
      if (found.kind === 'missing' || gitFolder === null || store === null) {
        this.reason = 'there is no git repository that can be read';
        return;
      }
      // Read when the window is up: all this is not needed for its start.
      const { beginCapturing } = await import('./capturing');
      this.capturing = await beginCapturing(found.git, gitFolder, store, this.tasks, {
        changed: () => this.changed.fire(),
        log: line => this.log.info(line),
      });
    } catch (error) {
      this.reason = messageOf(error);
      this.log.error('Recording could not begin.', error);
    }
  }

  private async close(): Promise<void> {
    const { capturing } = this;
    this.capturing = null;
    capturing?.dispose();
    await capturing?.recorder.dispose();
  }
}

interface OpenedStore {
  readonly store: TrajectoryStore;
  close(): Promise<void>;
}

async function openStore(storage: vscode.Uri): Promise<OpenedStore> {
  const [{ TrajectoryStore: Store }, { Redactor }, { EnvironmentFiles }] = await Promise.all([
    import('../../platform/store/trajectoryStore'),
    import('../../platform/redaction/redactor'),
    import('./environmentFiles'),
  ]);
  const environment = await EnvironmentFiles.open();
  const redactor = new Redactor(() => environment.values);
  const store = new Store(vscode.Uri.joinPath(storage, 'trajectories').fsPath, redactor);
  return {
    store,
    close: () => {
      environment.dispose();
      return store.dispose();
    },
  };
}
