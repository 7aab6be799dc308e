import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { registerMcpServer } from '../../../src/host/agents/mcpServers';
import type * as editorEvents from './editorEvents';

const editor = vi.hoisted(() => {
  const settings: Readonly<Record<string, string>> = {};
  return {
    settings,
    provide: (): Promise<{ command: string; args: string[] }[]> => Promise.resolve([]),
  };
});

vi.mock('vscode', async original => ({
  ...(await original<typeof editorEvents>()),
  Uri: { file: (fsPath: string) => ({ fsPath }) },
  McpStdioServerDefinition: class {
    constructor(
      readonly label: string,
      readonly command: string,
      readonly args: string[],
    ) {}
  },
  lm: {
    registerMcpServerDefinitionProvider: (
      _: string,
      { provideMcpServerDefinitions }: { provideMcpServerDefinitions: typeof editor.provide },
    ) => {
      editor.provide = provideMcpServerDefinitions;
      return { dispose: () => undefined };
    },
  },
  workspace: {
    onDidChangeConfiguration: () => ({ dispose: () => undefined }),
    getConfiguration: () => ({
      get: (name: string) => editor.settings[name],
    }),
  },
}));

/** What the editor is told of the server. */
async function told(settings: Record<string, string>) {
  editor.settings = settings;
  const context = {
    extensionPath: '/extension',
    extension: { packageJSON: { version: '1' } },
  };
  registerMcpServer(
    ...([context, { fsPath: '/project' }] as unknown as Parameters<typeof registerMcpServer>),
  );
  const [server] = await editor.provide();
  if (server === undefined) throw new Error('No server was offered.');
  return server;
}

it('the server for agents is told of the task file that is set, also that there shall be none', async () => {
  const toldTask = async (taskFile: string) => {
    const { args } = await told({ taskFile });
    return args[args.indexOf('--task-file') + 1];
  };
  expect(await toldTask('docs/GOAL.md')).toBe('docs/GOAL.md');
  expect(await toldTask('')).toBe('');
});

it('the server for agents is run by the Node that is set, as the scorer is, unless that cannot be run', async () => {
  const another = join(mkdtempSync(join(tmpdir(), 'swe-rm-node-')), 'node');
  symlinkSync(process.execPath, another);
  try {
    expect((await told({ nodeExecutable: another })).command).toBe(another);
    expect((await told({ nodeExecutable: '/nowhere/node' })).command).toBe(process.execPath);
    expect((await told({})).command).toBe(process.execPath);
  } finally {
    rmSync(dirname(another), { recursive: true });
  }
});
