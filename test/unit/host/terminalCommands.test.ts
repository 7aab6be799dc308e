import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TerminalCommands } from '../../../src/host/capture/terminalCommands';
import type { EndedCommand } from '../../../src/platform/capture/recordedEditor';
import { collectGarbage } from '../collectGarbage';
import type * as editorEvents from './editorEvents';
import { EventEmitter } from './editorEvents';

const shell = vi.hoisted(() => ({
  began: undefined as unknown as EventEmitter<unknown>,
  ended: undefined as unknown as EventEmitter<unknown>,
}));
vi.mock('vscode', async original => ({
  ...(await original<typeof editorEvents>()),
  window: {
    onDidStartTerminalShellExecution: (listener: (value: unknown) => void) => shell.began.event(listener),
    onDidEndTerminalShellExecution: (listener: (value: unknown) => void) => shell.ended.event(listener),
  },
}));

beforeEach(() => {
  vi.useFakeTimers();
  shell.began = new EventEmitter();
  shell.ended = new EventEmitter();
});
afterEach(() => void vi.useRealTimers());

/** A command whose output may never end. */
function execution(value: string, output: () => AsyncIterable<string>) {
  return { commandLine: { value }, cwd: undefined, read: output };
}

it('a command that never ends is not kept in memory: the editor tells of none whose terminal was closed', async () => {
  vi.useRealTimers();
  const commands = new TerminalCommands('/project', { commandBegan: () => undefined } as never);
  const began = () => {
    const server = execution('npm run dev', async function* () {
      yield 'listening';
      await new Promise(() => undefined);
    });
    shell.began.fire({ execution: server });
    return new WeakRef(server);
  };
  const server = began();
  await collectGarbage();
  expect(server.deref()).toBeUndefined();
  commands.dispose();
});

it('a command is told of when it ends, and not when its output has been read', async () => {
  const told: EndedCommand[] = [];
  const recorder = { commandBegan: () => undefined, commandEnded: (one: EndedCommand) => told.push(one) };
  const commands = new TerminalCommands('/project', recorder as never);
  const endless = execution('npm test', async function* () {
    yield '1 failed';
    await new Promise(() => undefined);
  });
  const quick = execution('ls', async function* () {
    yield await Promise.resolve('a.ts');
  });
  for (const one of [endless, quick]) {
    shell.began.fire({ execution: one });
    shell.ended.fire({ execution: one, exitCode: 0 });
  }
  expect(told.map(({ commandLine }) => commandLine)).toEqual(['npm test', 'ls']);
  await vi.advanceTimersByTimeAsync(500);
  const outputs = await Promise.all(told.map(({ output }) => output));
  expect(outputs.map(output => output?.text)).toEqual(['1 failed', 'a.ts']);
  commands.dispose();
});
