import { beforeEach, expect, it, vi } from 'vitest';
import { EditorEvents } from '../../../src/host/capture/editorEvents';
import type * as editorEvents from './editorEvents';
import { EventEmitter } from './editorEvents';

const editor = vi.hoisted(() => ({
  changed: undefined as unknown as EventEmitter<unknown>,
  dirty: [] as { isDirty: boolean; uri: object; getText: () => string }[],
}));
vi.mock('vscode', async original => {
  const silent = () => ({ dispose: () => undefined });
  return {
    ...(await original<typeof editorEvents>()),
    Disposable: { from: silent },
    RelativePattern: class {},
    Uri: { file: (path: string) => ({ path }), joinPath: (uri: object) => uri },
    debug: { onDidTerminateDebugSession: silent },
    languages: { onDidChangeDiagnostics: silent },
    tasks: { onDidEndTaskProcess: silent },
    window: {
      onDidChangeWindowState: silent,
      onDidEndTerminalShellExecution: silent,
      onDidStartTerminalShellExecution: silent,
    },
    workspace: {
      createFileSystemWatcher: () => ({
        onDidChange: silent,
        onDidCreate: silent,
        onDidDelete: silent,
        dispose: () => undefined,
      }),
      onDidChangeTextDocument: (listener: (value: unknown) => void) => editor.changed.event(listener),
      onDidRenameFiles: silent,
      onDidSaveTextDocument: silent,
      onWillRenameFiles: silent,
      get textDocuments() {
        return editor.dirty;
      },
    },
  };
});

const uri = { scheme: 'file', fsPath: '/project/src/sum.js' };
let told: string[];

beforeEach(() => {
  editor.changed = new EventEmitter();
  editor.dirty = [];
  told = [];
});

function listen(): void {
  const touch = (path: string, kind: string) => told.push(`${kind} ${path}`);
  new EditorEvents('/project', '/project/.git', { touch } as never);
}

/** As VS Code reports it: how much of the text changed, and whether there is something to save then. */
function change(changes: number, isDirty: boolean, reason?: 'undo'): void {
  const contentChanges = Array.from({ length: changes }, () => ({}));
  editor.changed.fire({ document: { uri, isDirty }, contentChanges, reason });
}

it('what is typed is told as such as soon as there is something to save', () => {
  listen();
  change(1, false);
  change(0, true);
  change(1, true);
  expect(told).toEqual(['disk src/sum.js', 'typed src/sum.js', 'typed src/sum.js']);
});

it('an edit that is taken back was done in the editor: by undo, or because the file was reverted', () => {
  listen();
  for (const reason of ['undo', undefined] as const) {
    change(0, true);
    told = [];
    change(1, false, reason);
    change(0, false);
    expect(told).toEqual(['typed src/sum.js']);
  }
});

it('an edit that is given up is told too where the text stays, because another extension keeps the document open', () => {
  listen();
  change(0, true);
  told = [];
  change(0, false);
  change(0, false);
  expect(told).toEqual(['typed src/sum.js']);
});

it('so was one of the window before', () => {
  editor.dirty = [{ isDirty: true, uri, getText: () => '' }];
  listen();
  change(1, false);
  expect(told).toEqual(['typed src/sum.js']);
});

it('what was read anew from the disk is told as such, also after a save', () => {
  listen();
  change(0, true);
  change(0, false);
  told = [];
  change(1, false);
  expect(told).toEqual(['disk src/sum.js']);
});
