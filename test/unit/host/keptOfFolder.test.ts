import { beforeEach, expect, it, vi } from 'vitest';
import { keptOfFolder } from '../../../src/host/folder/keptOfFolder';

interface Workspace {
  workspaceFile: string | undefined;
  workspaceFolders: readonly { readonly uri: { readonly fsPath: string } }[];
}
const workspace = vi.hoisted((): Workspace => ({ workspaceFile: undefined, workspaceFolders: [] }));
vi.mock('vscode', () => ({
  workspace,
  Uri: { joinPath: (base: string, ...parts: readonly string[]) => [base, ...parts].join('/') },
}));

const state = new Map<string, unknown>();
const context = {
  workspaceState: {
    keys: () => [...state.keys()],
    get: (key: string) => state.get(key),
    update: (key: string, value: unknown) => Promise.resolve(void state.set(key, value)),
  },
  storageUri: '/storage',
} as unknown as Parameters<typeof keptOfFolder>[0];

function open(file: string | undefined, ...folders: readonly string[]): void {
  workspace.workspaceFile = file;
  workspace.workspaceFolders = folders.map(fsPath => ({ uri: { fsPath } }));
}

beforeEach(() => state.clear());

it('the only folder of a window keeps what the workspace keeps', () => {
  open(undefined, '/shop');
  expect(keptOfFolder(context, '/shop')).toEqual({
    memory: context.workspaceState,
    storage: context.storageUri,
  });
});

it('each folder of a workspace of several keeps its own, the first as well', async () => {
  open('/work.code-workspace', '/shop', '/web');
  const [shop, web] = [keptOfFolder(context, '/shop'), keptOfFolder(context, '/web')];
  expect(shop.storage).toMatch(/^\/storage\/folders\/[0-9a-f]{16}$/);
  expect(web.storage).not.toBe(shop.storage);
  await shop.memory.update('task', 'of the shop');
  expect([shop.memory.get('task'), web.memory.get('task'), web.memory.get('task', 'none')]).toEqual([
    'of the shop',
    undefined,
    'none',
  ]);
  expect([shop.memory.keys(), web.memory.keys()]).toEqual([['task'], []]);
});

it('a repository inside of the only folder keeps its own', () => {
  open(undefined, '/shop');
  expect(keptOfFolder(context, '/shop/vendor/lib').storage).toMatch(/^\/storage\/folders\//);
});
