import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { diffBetween } from '../../../src/platform/git/diffs';
import type { NewCandidate } from '../../../src/core/candidates/candidate';
import { Alternatives } from '../../../src/host/candidates/alternatives';
import { readCandidatesAgain, type ReadAgainTargets } from '../../../src/host/candidates/candidatesAgain';
import { Choices } from '../../../src/host/candidates/choices';
import { KeptCandidates } from '../../../src/host/candidates/keptCandidates';
import type { CurrentChange } from '../../../src/host/review/changeReview';
import type { Git } from '../../../src/platform/git/git';
import { BREAKS, BrokenGit } from '../platform/brokenGit';
import { TestRepository } from '../platform/repository';

const editor = vi.hoisted(() => ({ showWarningMessage: vi.fn() }));
vi.mock('vscode', async original => ({
  ...(await original<object>()),
  window: editor,
  commands: { executeCommand: () => undefined },
}));
vi.mock('../../../src/host/settings', () => ({ readFolderSettings: () => ({ base: 'HEAD' }) }));
/** How often the workspace was searched for files of secrets, and what a search waits for. */
const searches = vi.hoisted(() => ({ count: 0, held: Promise.resolve() }));
vi.mock('../../../src/host/capture/environmentFiles', () => ({
  EnvironmentFiles: {
    open: async () => {
      searches.count += 1;
      await searches.held;
      return { values: ['correct-horse'], dispose: () => undefined };
    },
  },
}));

let repository: TestRepository;
let stored: Map<string, unknown>;
beforeEach(() => {
  repository = new TestRepository({ 'a.txt': 'one\ntwo\n' });
  repository.git('switch', '-q', '-c', 'side');
  repository.commit('sideways', { 'a.txt': 'one\nside\n' });
  repository.git('switch', '-q', 'main');
  stored = new Map();
  Object.assign(searches, { count: 0, held: Promise.resolve() });
});
afterEach(() => {
  repository.remove();
  vi.resetAllMocks();
});

const patch = '--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n';

/** A window over the repository, with a memory that outlives it. */
async function openWindow({ missing = false } = {}) {
  const git = await repository.open();
  const log = { warn: vi.fn(), show: vi.fn(), error: vi.fn() } as unknown as ConstructorParameters<
    typeof Alternatives
  >[3];
  const alternatives = new Alternatives(
    { current: () => Promise.resolve(null) },
    { score: () => Promise.reject(new Error('There is no task to score for.')) },
    vi.fn(),
    log,
  );
  const state: { missing: boolean; full: boolean; change: CurrentChange | null; unchanged: boolean } = {
    missing,
    full: false,
    change: null,
    unchanged: false,
  };
  const find = () => (state.missing ? { kind: 'missing' } : { kind: 'found', git });
  const targets = {
    folder: null,
    alternatives,
    repository: { find: () => Promise.resolve(find()), git: (): Promise<Git> => Promise.resolve(git) },
    tasks: { excluded: () => new Set<string>() },
    review: state,
    log,
  } as unknown as ReadAgainTargets;
  const memory = {
    get: (key: string) => stored.get(key),
    update: (key: string, value: unknown) => {
      if (state.full) return Promise.reject(new Error('The disk is full.'));
      if (value === undefined) stored.delete(key);
      else stored.set(key, JSON.parse(JSON.stringify(value)));
      return Promise.resolve();
    },
  } as unknown as ConstructorParameters<typeof KeptCandidates>[0];
  const kept = new KeptCandidates(memory, targets);
  const close = () => {
    kept.dispose();
    alternatives.dispose();
  };
  return { alternatives, kept, targets, state, close };
}

const branch = async (): Promise<NewCandidate> => {
  const base = repository.git('rev-parse', 'main');
  const text = await diffBetween(await repository.open(), 'main', 'side');
  return {
    label: 'side',
    origin: { kind: 'branch', ref: 'refs/heads/side', base: 'main' },
    patch: text ?? '',
    base,
  };
};
const pasted = (text: string, index = 1): NewCandidate => ({
  label: `Clipboard ${index}`,
  origin: { kind: 'clipboard', index },
  patch: text,
  base: repository.git('rev-parse', 'main'),
});
const settled = () => expect.poll(() => stored.size).toBe(1);

it('come back in the next window, read anew', async () => {
  const first = await openWindow();
  await first.kept.open();
  first.alternatives.add([await branch(), pasted(patch)]);
  await settled();
  await expect.poll(() => stored.get('sweRm.candidates')).toHaveLength(2);
  first.close();
  repository.git('switch', '-q', 'side');
  repository.commit('later', { 'later.txt': 'x\n' });
  repository.git('switch', '-q', 'main');

  const next = await openWindow();
  await next.kept.open();
  expect(next.alternatives.candidates.map(({ label }) => label)).toEqual(['side', 'Clipboard 1']);
  expect(next.alternatives.candidates[0]?.patch).toContain('later.txt');
  expect(next.alternatives.candidates[1]?.patch).toBe(patch);
  next.close();
});

it('are written down without the texts of patches, but for those that are nowhere else and hold no secret', async () => {
  const { alternatives, kept, close } = await openWindow();
  await kept.open();
  const secret = patch.replace('+three', '+password = "correct-horse"');
  alternatives.add([
    await branch(),
    pasted(patch, 1),
    pasted(secret, 2),
    pasted(patch + ' '.repeat(300_000), 3),
  ]);
  await expect.poll(() => stored.get('sweRm.candidates')).toHaveLength(4);
  expect(stored.get('sweRm.candidates')).toMatchObject([{}, { patch }, { patch: null }, { patch: null }]);
  const text = JSON.stringify([...stored]);
  expect(text).not.toContain('correct-horse');
  expect(text).not.toContain('+side');
  close();
});

it('are looked through for secrets in one search of the workspace, and once', async () => {
  const { alternatives, kept, close } = await openWindow();
  await kept.open();
  alternatives.add([1, 2, 3].map(index => pasted(patch, index)));
  await expect.poll(() => stored.get('sweRm.candidates')).toHaveLength(3);
  alternatives.add([pasted(patch, 4)]);
  await expect.poll(() => stored.get('sweRm.candidates')).toHaveLength(4);
  expect(searches.count).toBe(2);
  close();
});

it("that are removed while the last window's are looked through do not come back", async () => {
  const first = await openWindow();
  await first.kept.open();
  first.alternatives.add([pasted(patch)]);
  await settled();
  first.close();
  const { count } = searches;
  let found = (): void => undefined;
  searches.held = new Promise(resolve => (found = resolve));
  const next = await openWindow();
  const opening = next.kept.open();
  await expect.poll(() => searches.count).toBe(count + 1);
  next.alternatives.clear();
  // What is written out of turn is written by now.
  await new Promise(setImmediate);
  found();
  await opening;
  await expect.poll(() => stored.size, { timeout: 2_000 }).toBe(0);
  next.close();
});

it('that could not be written are written with the next change', async () => {
  const { alternatives, kept, state, targets, close } = await openWindow();
  await kept.open();
  state.full = true;
  alternatives.add([pasted(patch)]);
  await expect.poll(() => vi.mocked(targets.log.warn).mock.calls).toHaveLength(1);
  state.full = false;
  alternatives.add([pasted(patch)]);
  await settled();
  close();
});

it('are not forgotten while there is no repository yet', async () => {
  const first = await openWindow();
  await first.kept.open();
  first.alternatives.add([await branch()]);
  await settled();
  first.close();
  const next = await openWindow({ missing: true });
  await next.kept.open();
  next.alternatives.clear();
  await new Promise(setImmediate);
  expect(stored.size).toBe(1);
  next.state.missing = false;
  await next.kept.open();
  expect(next.alternatives.candidates).toHaveLength(1);
  next.close();
});

it('are not forgotten when it cannot be told whether there is a repository', async () => {
  const first = await openWindow();
  await first.kept.open();
  first.alternatives.add([pasted(patch)]);
  await settled();
  first.close();
  const next = await openWindow();
  const { repository: finder } = next.targets;
  vi.spyOn(finder, 'find').mockRejectedValueOnce(new Error('git could not list the untracked files.'));
  await next.kept.open();
  expect(stored.get('sweRm.candidates')).toHaveLength(1);
  await next.kept.open();
  expect(next.alternatives.candidates.map(({ label }) => label)).toEqual(['Clipboard 1']);
  next.close();
});

it('that are gone are told of, and forgotten', async () => {
  const first = await openWindow();
  await first.kept.open();
  first.alternatives.add([await branch()]);
  await settled();
  first.close();
  repository.git('branch', '-q', '-D', 'side');
  const next = await openWindow();
  await next.kept.open();
  expect(editor.showWarningMessage).toHaveBeenCalledExactlyOnceWith(
    expect.stringMatching(/^1 candidate from the last window could not be read again\. side has no commit/),
  );
  expect(stored.size).toBe(0);
  next.close();
});

it('of which one follows the edits have it again as soon as there is a change', async () => {
  const first = await openWindow();
  await first.kept.open();
  const base = repository.git('rev-parse', 'main');
  first.alternatives.add([{ label: 'Current change', origin: { kind: 'current' }, patch, base }]);
  await settled();
  first.close();
  const next = await openWindow();
  await next.kept.open();
  expect(next.alternatives.candidates).toEqual([]);
  const change = { patch, base, steps: null } as unknown as CurrentChange;
  next.alternatives.followChange({ change, unchanged: false });
  expect(next.alternatives.candidates).toMatchObject([{ origin: { kind: 'current' }, patch }]);
  next.alternatives.clear();
  next.alternatives.followChange({ change, unchanged: false });
  expect(next.alternatives.candidates).toEqual([]);
  next.close();
});

it('of which one that follows the edits was chosen: the choice stands, though others are read before it is there', async () => {
  const base = repository.git('rev-parse', 'main');
  const row = { label: 'Current change', origin: { kind: 'current' }, base };
  stored.set('sweRm.candidates', [{ ...(await branch()), patch: undefined }, row]);
  const { alternatives, kept, close } = await openWindow();
  const memory = {
    get: (key: string) => (key === 'sweRm.choice' ? choice : undefined),
    update: (_: string, value: unknown) => Promise.resolve(void (choice = value)),
  };
  let choice: unknown = { key: 'current', undone: false };
  const never = () => ({ dispose: () => undefined });
  const parts = [alternatives, memory, null, never] as unknown as ConstructorParameters<typeof Choices>;
  const choices = new Choices(...parts);
  await kept.open();
  expect(choices.chosen).toBeNull();
  const change = { patch, base, steps: null } as unknown as CurrentChange;
  alternatives.followChange({ change, unchanged: false });
  expect(choices.chosen).toBe(alternatives.candidates.at(-1)?.id);
  // Once it has been there, it is the choice no longer when it leaves.
  alternatives.clear();
  expect(choice).toBeUndefined();
  choices.dispose();
  close();
});

it('of which one was the change that was undone have it again with the next, also in the window after', async () => {
  const base = repository.git('rev-parse', 'main');
  const change = { patch, base, steps: null } as unknown as CurrentChange;
  const first = await openWindow();
  await first.kept.open();
  const labels = () => first.alternatives.candidates.map(({ label }) => label);
  first.alternatives.add([{ label: 'Current change', origin: { kind: 'current' }, patch, base }]);
  // What could not be read may still be the change.
  first.alternatives.followChange({ change: null, unchanged: false });
  expect(labels()).toEqual(['Current change']);
  first.alternatives.followChange({ change: null, unchanged: true });
  expect(labels()).toEqual([]);
  first.alternatives.followChange({ change, unchanged: false });
  expect(labels()).toEqual(['Current change']);
  first.alternatives.followChange({ change: null, unchanged: true });
  await settled();
  first.close();
  const next = await openWindow();
  next.state.unchanged = true;
  await next.kept.open();
  expect(next.alternatives.candidates).toEqual([]);
  next.alternatives.followChange({ change, unchanged: false });
  expect(next.alternatives.candidates).toMatchObject([{ origin: { kind: 'current' }, patch }]);
  const [current] = next.alternatives.candidates;
  next.alternatives.remove(current?.id ?? '');
  next.alternatives.followChange({ change, unchanged: false });
  expect(next.alternatives.candidates).toEqual([]);
  next.close();
});

it('are read again when they are to be scored again; one that is gone stays as it was', async () => {
  const { alternatives, targets, close } = await openWindow();
  alternatives.add([await branch(), pasted(patch)]);
  const [before] = alternatives.candidates;
  repository.git('switch', '-q', 'side');
  repository.commit('later', { 'later.txt': 'x\n' });
  repository.git('switch', '-q', 'main');
  await readCandidatesAgain(targets);
  const [after] = alternatives.candidates;
  expect(after?.id).toBe(before?.id);
  expect(after?.patch).toContain('later.txt');
  repository.git('branch', '-q', '-D', 'side');
  await readCandidatesAgain(targets);
  expect(alternatives.candidates[0]).toEqual(after);
  expect(editor.showWarningMessage).toHaveBeenCalledExactlyOnceWith(
    expect.stringMatching(/^1 candidate could not be read again\. It is unchanged\. /),
  );
  close();
});

it('that are being read can be given up, and stay where they were written down', async () => {
  const first = await openWindow();
  await first.kept.open();
  first.alternatives.add([await branch()]);
  await settled();
  first.close();
  const next = await openWindow();
  const listening = next.alternatives.onDidChange(() => {
    if (next.alternatives.progress?.label === 'Reading 1 candidate…') next.alternatives.cancel();
  });
  await next.kept.open();
  expect(next.alternatives.candidates).toEqual([]);
  expect(stored.size).toBe(1);
  listening.dispose();
  await next.kept.open();
  expect(next.alternatives.candidates).toHaveLength(1);
  next.close();
});

describe('that git failed at', () => {
  let broken: BrokenGit;
  beforeEach(() => {
    broken = new BrokenGit();
  });
  afterEach(() => broken.remove());

  async function writtenDown(): Promise<void> {
    const first = await openWindow();
    await first.kept.open();
    first.alternatives.add([await branch()]);
    await settled();
    first.close();
  }

  it.each([
    [
      'at one of them',
      'diff',
      /^1 candidate from the last window .+ Those that git failed to read are kept .+ side was not read: git could not compare/,
    ],
    [
      'before them',
      'merge-base',
      /^The candidates from the last window could not be read and are kept for the next: git could not find where HEAD and HEAD parted/,
    ],
  ])('%s, they are there again in the window after', async (_, words, told) => {
    await writtenDown();
    broken.breaks(words, BREAKS.fails);
    const second = await openWindow();
    await second.kept.open();
    expect(second.alternatives.candidates).toEqual([]);
    expect(editor.showWarningMessage).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(told));
    second.alternatives.add([pasted(patch)]);
    await expect.poll(() => stored.get('sweRm.candidates')).toHaveLength(2);
    second.close();
    broken.mend();
    const third = await openWindow();
    await third.kept.open();
    expect(third.alternatives.candidates.map(({ label }) => label)).toEqual(['side', 'Clipboard 1']);
    third.close();
  });

  it('are forgotten with all others', async () => {
    await writtenDown();
    broken.breaks('diff', BREAKS.fails);
    const { alternatives, kept, close } = await openWindow();
    await kept.open();
    expect(stored.size).toBe(1);
    alternatives.clear();
    await expect.poll(() => stored.size).toBe(0);
    close();
  });
});
