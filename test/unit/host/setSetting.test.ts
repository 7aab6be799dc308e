import { beforeEach, expect, it, vi } from 'vitest';
import { setSetting } from '../../../src/host/settings';

const editor = vi.hoisted((): Record<'user' | 'workspace', Record<string, unknown>> => ({
  user: {},
  workspace: {},
}));

vi.mock('vscode', () => ({
  ConfigurationTarget: { Global: 'user', Workspace: 'workspace' },
  workspace: {
    getConfiguration: () => ({
      inspect: (name: string) => ({ workspaceValue: editor.workspace[name] }),
      update: (name: string, value: unknown, target: 'user' | 'workspace') => {
        editor[target][name] = value;
        return Promise.resolve();
      },
    }),
  },
}));

beforeEach(() => {
  editor.user = {};
  editor.workspace = {};
});

it('a choice changes the user’s setting and leaves the workspace’s file alone', async () => {
  await setSetting('badges.enabled', false);
  expect(editor).toEqual({ user: { 'badges.enabled': false }, workspace: {} });
});

it('a choice takes effect where the workspace has a value of its own', async () => {
  editor.workspace['model.folder'] = '/nowhere';
  await setSetting('model.folder', undefined);
  expect(editor.workspace['model.folder']).toBeUndefined();
});
