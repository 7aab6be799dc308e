import * as path from 'node:path';
import * as vscode from 'vscode';
import { MAX_TASK_BYTES, taskFromText, tooLongForTask, type Task } from '../../core/task/task';
import { NO_TASK, taskIn, type TaskReading } from '../../core/task/taskReading';
import { decodeText } from '../../platform/text/decodeText';
import { Disposables } from '../disposal';
import { affectsSettings, readFolderSettings } from '../settings';
import { messageOf } from '../../core/text/messageOf';
import { watchFiles } from '../capture/watchFiles';
import { pathBelow } from '../../platform/files/pathBelow';

const KEY = 'sweRm.task';

interface StoredTask {
  readonly text: string;
  readonly source: string;
}

/**
 * The task of a folder: what was set by command, else the task file at its root.
 * Source of truth: the folder's memory and the file; this object holds a copy and says when it changes.
 */
export class TaskStore implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  private watcher: vscode.Disposable | null = null;
  private fromFile: TaskReading = NO_TASK;
  private reading: Promise<void> | null = null;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly folder: vscode.Uri | null,
    private readonly state: vscode.Memento,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.disposables.add({ dispose: () => void this.watcher?.dispose() });
    this.disposables.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (affectsSettings(event, 'taskFile')) void this.watch().then(() => this.changed.fire());
      }),
    );
  }

  /** The task as it stands; the first call reads the task file and begins to watch it. What it finds is no change: nobody knew another task. */
  async current(): Promise<Task | null> {
    if (this.watcher === null) void this.watch();
    // Of a reading that a later one overtook nothing is kept.
    let reading: Promise<void> | null;
    do {
      reading = this.reading;
      await reading;
    } while (reading !== this.reading);
    const stored = this.state.get<StoredTask>(KEY);
    return stored === undefined ? this.fromFile.task : taskFromText(stored.text, stored.source);
  }

  /** Why the task file, as it was read last, cannot be the task, as a part of a sentence; null: nothing is wrong with it. */
  get fileProblem(): string | null {
    return this.fromFile.problem;
  }

  /** Whether the task was set by command and so hides the task file. */
  get isSet(): boolean {
    return this.state.get<StoredTask>(KEY) !== undefined;
  }

  /** Keeps a text that says one as the folder's task. */
  async set(text: string, source: string): Promise<void> {
    await this.state.update(KEY, { text, source } satisfies StoredTask);
    this.changed.fire();
  }

  /** Forgets the task that was set, so that the task file counts again. */
  async clear(): Promise<void> {
    await this.state.update(KEY, undefined);
    this.changed.fire();
  }

  /** What the task file is called, relative to the folder; '' when there shall be none. */
  get taskFileName(): string {
    return readFolderSettings(this.folder?.fsPath ?? null).taskFile;
  }

  /** The task file, null without a folder or when the setting would leave it. */
  taskFile(): vscode.Uri | null {
    const name = this.taskFileName;
    if (this.folder === null || name === '' || path.isAbsolute(name)) return null;
    if (name.split(/[\\/]/).some(part => part === '..' || part === '.git')) return null;
    return vscode.Uri.joinPath(this.folder, name);
  }

  /** What is about a change below a folder rather than part of it: the task file, relative to the folder. */
  excluded(root: string): ReadonlySet<string> {
    const file = this.taskFile();
    const about = file === null ? null : pathBelow(root, file.fsPath);
    return new Set(about === null ? [] : [about]);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** Resolves when it is known what the file holds. */
  private async watch(): Promise<void> {
    this.watcher?.dispose();
    const file = this.taskFile();
    if (file === null || this.folder === null) {
      this.reading = null;
      const refused = this.folder !== null && this.taskFileName !== '';
      this.fromFile = refused
        ? { task: null, problem: 'the setting sweRm.taskFile names no file inside the folder' }
        : NO_TASK;
      this.watcher = { dispose: () => undefined };
      return;
    }
    // A name is no pattern, and in a pattern not every sign of one can be escaped: `?` stands for any. What else it matches is told of
    // without need, and nothing is read but the file.
    const below = pathBelow(this.folder.fsPath, file.fsPath) ?? this.taskFileName;
    const pattern = below.replace(/[*?[\]{}]/g, '?');
    this.watcher = watchFiles(
      new vscode.RelativePattern(this.folder, pattern),
      () => void this.read(file).then(() => this.changed.fire()),
    );
    await this.read(file);
  }

  /** Of two readings the later one counts, whichever ends first. */
  private read(file: vscode.Uri): Promise<void> {
    const reading = this.readingOf(file).then(found => {
      if (found.problem !== null) this.log.warn(`No task is read from ${file.fsPath}: ${found.problem}.`);
      if (this.reading === reading) this.fromFile = found;
    });
    this.reading = reading;
    return reading;
  }

  private async readingOf(file: vscode.Uri): Promise<TaskReading> {
    const name = this.taskFileName;
    const refused = (problem: string): TaskReading => ({ task: null, problem });
    try {
      const { type, size } = await vscode.workspace.fs.stat(file);
      if ((type & vscode.FileType.SymbolicLink) !== 0)
        return refused(`${name} is a link, and links are not read`);
      if (type !== vscode.FileType.File) return refused(`${name} is not a file`);
      if (size > MAX_TASK_BYTES) return refused(tooLongForTask(name));
      return taskIn(decodeText(Buffer.from(await vscode.workspace.fs.readFile(file))), name);
    } catch (error) {
      if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return NO_TASK;
      return refused(`${name} could not be read (${messageOf(error)})`);
    }
  }
}
