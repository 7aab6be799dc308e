import { setImmediate as othersTurn } from 'node:timers/promises';
import { beforeEach, expect, it, vi } from 'vitest';
import { compose } from '../../../src/host/composition';
import type { WindowParts } from '../../../src/host/folderComposition';
import type * as editorEvents from './editorEvents';

interface Made {
  readonly folders: WindowParts['folders'];
  readonly path: string | undefined;
  /** Whether what was left of the folder is written, as it was told. */
  before: 'nothing' | 'waits' | 'written';
  /** Ends what is still being written. */
  readonly written: () => void;
}
const made = vi.hoisted((): Made[] => []);

vi.mock('vscode', async original => {
  const nothing = () => ({ dispose: () => undefined });
  return {
    ...(await original<typeof editorEvents>()),
    window: { registerWebviewViewProvider: nothing, tabGroups: { all: [] } },
    workspace: {
      workspaceFolders: ['a', 'b'].map(name => ({ uri: { scheme: 'file', fsPath: `/${name}` }, name })),
      onDidChangeWorkspaceFolders: nothing,
      onDidChangeConfiguration: nothing,
    },
  };
});
vi.mock('../../../src/host/folderComposition', () => ({
  composeFolder: ({ folders }: WindowParts, before?: Promise<unknown>) => {
    let written = (): void => undefined;
    const end = new Promise<void>(resolve => (written = resolve));
    const one: Made = {
      folders,
      path: folders.current?.path,
      before: before === undefined ? 'nothing' : 'waits',
      written: () => written(),
    };
    void before?.then(() => (one.before = 'written'));
    made.push(one);
    return { end: () => end, dispose: () => undefined };
  },
}));

const state = new Map<string, unknown>();
const workspaceState = {
  get: (key: string) => state.get(key),
  update: (key: string, value: unknown) => Promise.resolve(void state.set(key, value)),
};
beforeEach(() => void made.splice(0));

it('a folder that is chosen again waits for what is still being written of it, and for no other', async () => {
  const log = { info: () => undefined };
  const composition = compose(...([{ workspaceState }, log] as unknown as Parameters<typeof compose>));
  await made[0]?.folders.choose('/b');
  await made[0]?.folders.choose('/a');
  await made[0]?.folders.choose('/b');
  await othersTurn();
  expect(made.map(({ path, before }) => [path, before])).toEqual([
    ['/a', 'nothing'],
    ['/b', 'nothing'],
    ['/a', 'waits'],
    ['/b', 'waits'],
  ]);
  made[0]?.written();
  await othersTurn();
  expect(made.map(({ before }) => before)).toEqual(['nothing', 'nothing', 'written', 'waits']);

  let ended = false;
  void composition.end().then(() => (ended = true));
  for (const one of made.slice(1)) {
    await othersTurn();
    expect(ended).toBe(false);
    one.written();
  }
  await othersTurn();
  expect(ended).toBe(true);
});
