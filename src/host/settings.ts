import * as vscode from 'vscode';
import type { Retention } from '../platform/store/retention';

/** What each folder of a workspace may set for itself. */
export interface FolderSettings {
  readonly base: string;
  readonly taskFile: string;
}

/** The extension's settings, read anew at each use. Sizes in bytes, times in milliseconds. */
export interface Settings {
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
 * The settings as they stand.
 *
 * In an untrusted workspace VS Code itself withholds workspace values of `restrictedConfigurations`
 * (package.json), and `machine` settings never come from a workspace: nothing to check here.
 */
export function readSettings(): Settings {
  const settings = vscode.workspace.getConfiguration(SECTION);
  return {
    debounceMs: clamp(settings.get<number>('debounce', 600), 100, 60_000),
    badges: settings.get<boolean>('badges.enabled', true),
    codeLens: settings.get<boolean>('codeLens.enabled', true),
    modelFolder: settings.get<string>('model.folder', '').trim() || null,
    nodeExecutable: settings.get<string>('nodeExecutable', '').trim() || null,
    threads: clamp(Math.trunc(settings.get<number>('threads', 0)), 0, 64),
    memoryCeilingBytes: clamp(settings.get<number>('memoryCeiling', 1024), 256, 65_536) * 1024 * 1024,
    capture: {
      enabled: settings.get<boolean>('capture.enabled', true),
      retention: {
        maxAgeDays: clamp(settings.get<number>('capture.keepDays', 90), 1, 3_650),
        maxBytes: clamp(settings.get<number>('capture.keepMegabytes', 200), 1, 10_000) * 1024 * 1024,
        maxCount: clamp(Math.trunc(settings.get<number>('capture.keepCount', 500)), 1, 10_000),
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
    base: settings.get<string>('base', 'HEAD').trim() || 'HEAD',
    taskFile: settings.get<string>('taskFile', 'TASK.md').trim(),
  };
}

export async function setSetting(
  name: string,
  value: unknown,
  target: vscode.ConfigurationTarget,
): Promise<void> {
  await vscode.workspace.getConfiguration(SECTION).update(name, value, target);
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

function clamp(value: number, low: number, high: number): number {
  return Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : low;
}
