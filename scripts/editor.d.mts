/** Types of editor.mjs, for the tests in test/host. */
export interface EditorInstall {
  readonly node: string;
  readonly entry: string;
}

export interface StartOptions {
  readonly port?: number;
  readonly userDataDir: string;
  readonly extensionsDir: string;
  readonly folder: string;
  readonly trust?: boolean;
  readonly extension?: string;
  readonly proposedApi?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningEditor {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export function cacheFolder(): string;
export function ensureEditor(report?: (line: string) => void): Promise<EditorInstall>;
export function installExtension(options: {
  readonly vsix: string;
  readonly userDataDir: string;
  readonly extensionsDir: string;
}): Promise<void>;
export function startEditor(options: StartOptions): Promise<RunningEditor>;
export function findBrowser(): string | null;
