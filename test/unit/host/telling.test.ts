import { afterEach, expect, it, vi } from 'vitest';
import { telling } from '../../../src/host/telling';

const editor = vi.hoisted(() => ({ showErrorMessage: vi.fn() }));
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

it('tells nothing of work that was stopped', async () => {
  const log = { error: vi.fn() };
  await telling('rank', () => AbortSignal.abort().throwIfAborted(), log);
  expect(editor.showErrorMessage).not.toHaveBeenCalled();
});
