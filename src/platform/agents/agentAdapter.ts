import { homedir } from 'node:os';
import * as path from 'node:path';
import { withoutEnd } from '../../core/text/withoutEnd';

/** What an adapter needs to know of the machine; a test gives another one. */
export interface Machine {
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The machine that this process runs on, as this process sees it. A variable that is empty counts as one that is not set. */
export function thisMachine(): Machine {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  return { home: homedir(), platform: process.platform, environment };
}

/**
 * Where an agent keeps its sessions. What they hold is told by content (`core/sessions`), so that a file that was moved, or
 * that another program wrote, is read all the same; this is about finding them.
 */
export interface AgentAdapter {
  /** For people, e.g. "Claude Code". */
  readonly label: string;
  /** @param workspace folder whose sessions are wanted, for agents that keep them inside it; null: any */
  places(machine: Machine, workspace: string | null): readonly Place[];
  /**
   * Whether a session belongs to a workspace, as far as its path or what lies beside it tells; null when only the session
   * itself can. Without this method only the session tells.
   */
  belongs?(session: string, workspace: string): Promise<boolean | null>;
}

/** What is below a folder: each part of its relative path matches the pattern at its place. */
export interface Place {
  /** Whether a session is a file, or a folder of events. */
  readonly kind: 'file' | 'folder';
  readonly folder: string;
  readonly parts: readonly RegExp[];
}

export function place(folder: string, ...parts: readonly RegExp[]): Place {
  return { kind: 'file', folder, parts };
}

export function placeOfFolders(folder: string, ...parts: readonly RegExp[]): Place {
  return { kind: 'folder', folder, parts };
}

/** Folders in which VS Code and its relatives keep what belongs to their user. */
export function editorUserFolders({ home, platform, environment }: Machine): readonly string[] {
  const settings =
    platform === 'darwin'
      ? path.join(home, 'Library', 'Application Support')
      : platform === 'win32'
        ? (environment.APPDATA ?? path.join(home, 'AppData', 'Roaming'))
        : (environment.XDG_CONFIG_HOME ?? path.join(home, '.config'));
  const local = ['Code', 'Code - Insiders', 'VSCodium', 'Cursor', 'Windsurf'].map(name =>
    path.join(settings, name),
  );
  const remote = ['.vscode-server', '.vscode-server-insiders', '.vscode-remote', '.cursor-server'].map(name =>
    path.join(home, name, 'data'),
  );
  const codeServer = path.join(
    environment.XDG_DATA_HOME ?? path.join(home, '.local', 'share'),
    'code-server',
  );
  return [...local, ...remote, codeServer].map(folder => path.join(folder, 'User'));
}

/** How a folder may be spelled in what an agent keeps of it: Windows takes the letter of a drive in either case. */
export function spellings(folder: string): readonly string[] {
  if (!/^[A-Za-z]:/.test(folder)) return [folder];
  const [letter = '', rest] = [folder[0], folder.slice(1)];
  return [letter.toUpperCase() + rest, letter.toLowerCase() + rest];
}

/** Two folders as an operating system compares them, as far as that is known from their text. */
export function sameFolder(a: string, b: string): boolean {
  const plain = (folder: string): string => {
    const slashed = withoutEnd(folder.replaceAll('\\', '/'), '/');
    return /^[A-Za-z]:/.test(slashed) ? slashed.toLowerCase() : slashed;
  };
  return plain(a) === plain(b);
}
