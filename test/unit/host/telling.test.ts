import { afterEach, expect, it, vi } from 'vitest';
import { NothingToDo } from '../../../src/host/nothingToDo';
import { telling } from '../../../src/host/telling';

const editor = vi.hoisted(() => ({ showErrorMessage: vi.fn(), showInformationMessage: vi.fn() }));
vi.mock('vscode', async original => ({ ...(await original<object>()), window: editor }));
afterEach(() => vi.resetAllMocks());

it('tells an error once, by its own sentence', async () => {
  const log = { error: vi.fn() };
  await telling('rank', () => Promise.reject(new Error('git could not list the branches: no luck.')), log);
  expect(editor.showErrorMessage).toHaveBeenCalledExactlyOnceWith(
    'SWE-RM: git could not list the branches: no luck.',
  );
  expect(log.error).toHaveBeenCalledOnce();
});

it('tells that there is nothing to do as no error', async () => {
  const log = { error: vi.fn() };
  await telling('add', () => Promise.reject(new NothingToDo('Nothing has changed; edit a file first.')), log);
  expect(editor.showInformationMessage).toHaveBeenCalledExactlyOnceWith(
    'SWE-RM: Nothing has changed; edit a file first.',
  );
  expect(editor.showErrorMessage).not.toHaveBeenCalled();
  expect(log.error).not.toHaveBeenCalled();
});

it('tells nothing of work that was stopped', async () => {
  const log = { error: vi.fn() };
  await telling('rank', () => AbortSignal.abort().throwIfAborted(), log);
  expect(editor.showErrorMessage).not.toHaveBeenCalled();
});
