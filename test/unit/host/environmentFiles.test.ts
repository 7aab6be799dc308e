import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EnvironmentFiles } from '../../../src/host/capture/environmentFiles';

interface Place {
  readonly fsPath: string;
}

const editor = vi.hoisted(() => ({ folder: '', others: [] as readonly string[] }));

vi.mock('vscode', () => {
  const nothing = () => ({ dispose: () => undefined });
  const place = (...parts: readonly string[]): Place => ({ fsPath: path.join(editor.folder, ...parts) });
  return {
    FileType: { File: 1 },
    Uri: { joinPath: (_: Place, name: string) => place(name) },
    workspace: {
      get workspaceFolders() {
        return [{ uri: place() }];
      },
      createFileSystemWatcher: () => ({
        onDidCreate: nothing,
        onDidChange: nothing,
        dispose: () => undefined,
      }),
      findFiles: () => Promise.resolve(editor.others.map(name => place(name))),
      fs: {
        stat: ({ fsPath }: Place) => Promise.resolve({ type: 1, size: statSync(fsPath).size }),
        readFile: ({ fsPath }: Place) => Promise.resolve(readFileSync(fsPath)),
      },
    },
  };
});

beforeEach(() => {
  editor.folder = mkdtempSync(path.join(tmpdir(), 'swe-rm-environment-'));
});
afterEach(() => rmSync(editor.folder, { recursive: true, force: true }));

it('values are known whatever encoding a shell has written them in', async () => {
  writeFileSync(path.join(editor.folder, '.env'), 'TOKEN=first-secret-value\n');
  writeFileSync(
    path.join(editor.folder, '.env.local'),
    Buffer.from('\ufeffTOKEN=second-secret-value\r\n', 'utf16le'),
  );
  editor.others = ['.env.local', '.env.gone'];
  const files = await EnvironmentFiles.open();
  expect([...files.values].sort()).toEqual(['first-secret-value', 'second-secret-value']);
  files.dispose();
});
