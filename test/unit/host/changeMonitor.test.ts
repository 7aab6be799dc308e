import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ChangeMonitor } from '../../../src/host/capture/changeMonitor';
import type * as editorEvents from './editorEvents';

const editor = vi.hoisted(() => ({
  asked: 0,
  /** Does nothing until something is watched. */
  fileChanged: (fsPath?: string): unknown => fsPath,
  /** Null until somebody listens. */
  documentChanged: null as ((event: unknown) => void) | null,
  nothing: () => ({ dispose: () => undefined }),
}));

const folder = { scheme: 'file', fsPath: '/shop' };

vi.mock('vscode', async original => ({
  ...(await original<typeof editorEvents>()),
  Disposable: { from: editor.nothing },
  RelativePattern: class {},
  workspace: {
    getConfiguration: () => ({ get: (_: string, otherwise: unknown) => ((editor.asked += 1), otherwise) }),
    createFileSystemWatcher: () => ({
      onDidCreate: editor.nothing,
      onDidDelete: editor.nothing,
      onDidChange: (changed: (uri: unknown) => void) => {
        editor.fileChanged = (fsPath = '/shop/logs/dev.log') => {
          changed({ scheme: 'file', fsPath });
        };
      },
    }),
    onDidChangeTextDocument: (changed: (event: unknown) => void) => {
      editor.documentChanged = changed;
      return editor.nothing();
    },
    onDidCloseTextDocument: editor.nothing,
    onDidChangeConfiguration: editor.nothing,
  },
}));

let monitor: ChangeMonitor;
let settled: number;

beforeEach(() => {
  vi.useFakeTimers();
  settled = 0;
  monitor = new ChangeMonitor(folder as unknown as ConstructorParameters<typeof ChangeMonitor>[0]);
  monitor.onDidSettle(() => (settled += 1));
  monitor.start();
  vi.advanceTimersByTime(600);
  settled = 0;
});

afterEach(() => {
  monitor.dispose();
  vi.useRealTimers();
});

/** A file is written over and over. */
function write(times: number, everyMs: number): void {
  for (let i = 0; i < times; i++) {
    editor.fileChanged();
    vi.advanceTimersByTime(everyMs);
  }
}

it('settles once after a burst of changes', () => {
  write(5, 100);
  expect(settled).toBe(0);
  vi.advanceTimersByTime(600);
  expect(settled).toBe(1);
  vi.advanceTimersByTime(60_000);
  expect(settled).toBe(1);
});

it('settles although a file is written without a pause', () => {
  write(60, 250);
  expect(settled).toBeGreaterThanOrEqual(2);
  expect(settled).toBeLessThanOrEqual(3);
});

it('notices that the repository came or went, and nothing else of what git does', () => {
  const noticed: (string | null)[] = [];
  monitor.onDidNotice(file => noticed.push(file));
  for (const file of ['/shop/.git/index.lock', '/shop/.gitignore', '/shop/.git']) editor.fileChanged(file);
  expect(noticed).toEqual(['/shop/.gitignore', null]);
});

it('does next to nothing for each of many files that change at once', () => {
  editor.asked = 0;
  write(10_000, 0);
  expect(editor.asked).toBeLessThan(100);
});

/** As VS Code reports it: how much of the text changed, and whether there is something to save then. */
function change(changes: number, isDirty: boolean): void {
  const contentChanges = Array.from({ length: changes }, () => ({}));
  const uri = { scheme: 'file', fsPath: '/shop/src/cart.ts' };
  editor.documentChanged?.({ document: { uri, isDirty }, contentChanges });
}

it('notices that unsaved edits were given up although the text of the document stays', () => {
  let touched = 0;
  monitor.onDidTouch(() => (touched += 1));
  change(1, false);
  change(0, true);
  vi.advanceTimersByTime(600);
  expect([touched, settled]).toEqual([1, 1]);
  change(0, false);
  vi.advanceTimersByTime(600);
  expect([touched, settled]).toEqual([1, 2]);
});
