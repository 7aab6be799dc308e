import * as vscode from 'vscode';
import { DEFAULT_TASK_FILE } from '../core/task/task';
import type { Retention } from '../platform/store/retention';

/** What each folder of a workspace may set for itself. */
interface FolderSettings {
  readonly base: string;
  readonly taskFile: string;
}

/** The extension's settings, read anew at each use. Sizes in bytes, times in milliseconds. */
interface Settings {
  readonly debounceMs: number;
  readonly badges: boolean;
  readonly codeLens: boolean;
  /** Null: the model that ships with the extension. */
  readonly modelFolder: string | null;
  /** Null: the first fitting Node of the PATH. */
  readonly nodeExecutable: string | null;
  /** 0: the scorer chooses. */
  readonly threads: number;
  readonly memoryCeilingBytes: number;
  readonly capture: {
    readonly enabled: boolean;
    readonly retention: Retention;
  };
}

const SECTION = 'sweRm';

/** Settings that choose which process runs; a change needs a new scorer. */
const PROCESS_SETTINGS = ['model.folder', 'nodeExecutable', 'threads', 'memoryCeiling'];

/**
 * The settings as they stand. VS Code gives what is written in a file, of whatever type: what does not fit counts as not set.
 *
 * In an untrusted workspace VS Code itself withholds workspace values of `restrictedConfigurations`
 * (package.json), and `machine` settings never come from a workspace: nothing to check here.
 */
export function readSettings(): Settings {
  const settings = vscode.workspace.getConfiguration(SECTION);
  // What is no answer must not turn recording on.
  const flag = (name: string) => (settings.get<unknown>(name) ?? true) === true;
  const number = (name: string, otherwise: number, low: number, high: number) => {
    const value = settings.get<unknown>(name);
    return typeof value === 'number' && Number.isFinite(value)
      ? Math.min(high, Math.max(low, value))
      : otherwise;
  };
  return {
    debounceMs: number('debounce', 600, 100, 60_000),
    badges: flag('badges.enabled'),
    codeLens: flag('codeLens.enabled'),
    modelFolder: text(settings, 'model.folder', '') || null,
    nodeExecutable: text(settings, 'nodeExecutable', '') || null,
    threads: Math.trunc(number('threads', 0, 0, 64)),
    memoryCeilingBytes: Math.trunc(number('memoryCeiling', 1024, 256, 65_536)) * 1024 * 1024,
    capture: {
      enabled: flag('capture.enabled'),
      retention: {
        maxAgeDays: number('capture.keepDays', 90, 1, 3_650),
        maxBytes: number('capture.keepMegabytes', 200, 1, 10_000) * 1024 * 1024,
        maxCount: Math.trunc(number('capture.keepCount', 500, 1, 10_000)),
      },
    },
  };
}

/**
 * The settings of a folder as they stand.
 *
 * @param folder absolute path; null: no folder is open
 */
export function readFolderSettings(folder: string | null): FolderSettings {
  const scope = folder === null ? undefined : vscode.Uri.file(folder);
  const settings = vscode.workspace.getConfiguration(SECTION, scope);
  return {
    base: text(settings, 'base', '') || 'HEAD',
    taskFile: text(settings, 'taskFile', DEFAULT_TASK_FILE),
  };
}

function text(settings: vscode.WorkspaceConfiguration, name: string, otherwise: string): string {
  const value = settings.get<unknown>(name);
  return typeof value === 'string' ? value.trim() : otherwise;
}

/**
 * Changes a setting of the user. Where the workspace has a value of its own, which stands above the user's, that is changed
 * too: without it the choice would do nothing here.
 *
 * @param value undefined: what package.json says
 */
export async function setSetting(name: string, value: unknown): Promise<void> {
  const settings = vscode.workspace.getConfiguration(SECTION);
  await settings.update(name, value, vscode.ConfigurationTarget.Global);
  if (settings.inspect(name)?.workspaceValue !== undefined)
    await settings.update(name, value, vscode.ConfigurationTarget.Workspace);
}

export function affectsSettings(
  event: vscode.ConfigurationChangeEvent,
  ...names: readonly string[]
): boolean {
  return names.some(name => event.affectsConfiguration(`${SECTION}.${name}`));
}

export function affectsProcess(event: vscode.ConfigurationChangeEvent): boolean {
  return affectsSettings(event, ...PROCESS_SETTINGS);
}
