import { afterEach, expect, it, vi } from 'vitest';
import { cancellableWork } from '../../../src/host/cancellableWork';
import { FolderLeft } from '../../../src/host/folder/folderLeft';
import { telling } from '../../../src/host/telling';
import { EventEmitter } from './editorEvents';

const window = vi.hoisted(() => ({ showErrorMessage: vi.fn(), withProgress: vi.fn() }));
vi.mock('vscode', async original => ({
  ...(await original<object>()),
  window,
  ProgressLocation: {},
}));
afterEach(() => void vi.resetAllMocks());

const log = { error: vi.fn() };

/** Work that gives what it has when it is ended, and what becomes of it. */
function begin(left: AbortSignal) {
  const cancelling = new EventEmitter<void>();
  window.withProgress.mockImplementation((_, work: (...args: unknown[]) => unknown) =>
    work({ report: () => undefined }, { onCancellationRequested: cancelling.event }),
  );
  const shown: string[] = [];
  const done = telling(
    'reading',
    async () => {
      const read = await cancellableWork(
        'Reading',
        left,
        signal =>
          new Promise<string>(resolve => signal.addEventListener('abort', () => resolve('what was read'))),
      );
      shown.push(read);
    },
    log,
  );
  return { shown, done, cancel: () => cancelling.fire() };
}

it('work that a person stops gives what it has', async () => {
  const { shown, done, cancel } = begin(new AbortController().signal);
  cancel();
  await done;
  expect(shown).toEqual(['what was read']);
});

it('work whose folder is looked at no longer ends, and nothing of it is shown', async () => {
  const leaving = new AbortController();
  const { shown, done } = begin(leaving.signal);
  leaving.abort(new FolderLeft());
  await done;
  expect(shown).toEqual([]);
  expect(window.showErrorMessage).not.toHaveBeenCalled();
  expect(log.error).not.toHaveBeenCalled();
});
