import { expect, it, vi } from 'vitest';
import { registerMcpServer } from '../../../src/host/agents/mcpServers';
import type * as editorEvents from './editorEvents';

const editor = vi.hoisted(() => ({
  taskFile: '',
  provide: (): { args: string[] }[] => [],
}));

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
      get: (name: string) => (name === 'taskFile' ? editor.taskFile : undefined),
    }),
  },
}));

it('the server for agents is told of the task file that is set, also that there shall be none', () => {
  const context = {
    extensionPath: '/extension',
    extension: { packageJSON: { version: '1' } },
  };
  registerMcpServer(...([context, { fsPath: '/work' }] as unknown as Parameters<typeof registerMcpServer>));
  const told = () => {
    const args = editor.provide()[0]?.args ?? [];
    return args[args.indexOf('--task-file') + 1];
  };
  editor.taskFile = 'docs/GOAL.md';
  expect(told()).toBe('docs/GOAL.md');
  editor.taskFile = '';
  expect(told()).toBe('');
});
