import { afterEach, expect, it, vi } from 'vitest';
import { chooseTask } from '../../../src/host/review/chooseRange';
import type { Git } from '../../../src/platform/git/git';

const editor = vi.hoisted(() => ({
  clipboard: '',
  showQuickPick: vi.fn<(items: readonly { readonly label: string }[]) => Promise<unknown>>(),
}));

vi.mock('vscode', async original => ({
  ...(await original<object>()),
  window: {
    activeTextEditor: { selection: null, document: { getText: () => '\nTotals are wrong\n' } },
    showQuickPick: editor.showQuickPick,
  },
  env: { clipboard: { readText: () => Promise.resolve(editor.clipboard) } },
}));

afterEach(() => vi.resetAllMocks());

const git = { messages: () => Promise.resolve(['Mend totals\n']) } as unknown as Git;
const range = { base: 'a', head: 'b' } as Parameters<typeof chooseTask>[1];

function take(way: string): Promise<unknown> {
  editor.showQuickPick.mockImplementationOnce(items =>
    Promise.resolve(items.find(({ label }) => label.includes(way))),
  );
  return chooseTask(git, range, null);
}

it.each([
  ['What its commits say', { title: 'Mend totals', body: '', source: 'commit messages' }],
  ['the selection', { title: 'Totals are wrong', body: '', source: 'selection' }],
  ['the clipboard', { title: 'An issue', body: 'with a body', source: 'clipboard' }],
])('a review takes its task from %s', async (way, task) => {
  editor.clipboard = '# An issue\n\nwith a body\n';
  expect(await take(way)).toEqual(task);
});

it('it is said why a text cannot be the task of a review', async () => {
  editor.clipboard = ' \n';
  await expect(take('the clipboard')).rejects.toThrow(
    'Nothing was reviewed: there is no text in the clipboard.',
  );
});
