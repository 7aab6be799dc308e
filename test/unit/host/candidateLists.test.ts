import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { notScored } from '../../../src/core/scoring/notScored';
import type { Verdict } from '../../../src/core/scoring/verdict';
import { addAll } from '../../../src/host/candidates/addCandidates';
import type { Alternatives, Standing } from '../../../src/host/candidates/alternatives';
import { candidateSources } from '../../../src/host/candidates/sources/candidateSources';
import { pickMany } from '../../../src/host/candidates/sources/pickMany';
import { chooseRange } from '../../../src/host/review/chooseRange';
import type { TaskStore } from '../../../src/host/task/taskStore';
import type { Git } from '../../../src/platform/git/git';
import { gitProcesses } from '../platform/gitProcesses';
import { TestRepository } from '../platform/repository';
import { reviewHandlers, type ReviewTargets } from '../../../src/host/review/reviewCommands';

const editor = vi.hoisted(() => ({ showQuickPick: vi.fn(), showWarningMessage: vi.fn() }));

vi.mock('vscode', async original => ({
  ...(await original<object>()),
  window: editor,
  QuickPickItemKind: { Separator: -1 },
}));

afterEach(() => vi.resetAllMocks());

describe('a list to tick rows of', () => {
  const ask = () => pickMany('Which?', 'Tick some', ['a', 'b'], label => ({ label }));

  it('says so when it was accepted without a tick, and nothing when the person went away', async () => {
    editor.showQuickPick.mockResolvedValueOnce([]);
    await expect(ask()).rejects.toThrow('No row was selected');
    editor.showQuickPick.mockResolvedValueOnce(undefined);
    expect(await ask()).toBeNull();
  });
});

describe('the sources of candidates', () => {
  it('are offered with what is there already first, and what a chat model is asked for last', () => {
    const sources = candidateSources({} as TaskStore, {} as Alternatives).map(({ command }) => command);
    expect(sources[0]).toBe('compareBranches');
    expect(sources.at(-1)).toBe('generateCandidates');
  });
});

describe('a list of thousands', () => {
  it('is not read as a whole when all of it is ticked, and says so', async () => {
    const all = Array.from({ length: 3_000 }, (_, i) => `branch ${i}`);
    editor.showQuickPick.mockImplementationOnce((rows: unknown) => Promise.resolve(rows));
    const taken = await pickMany('Which?', 'Tick some', all, label => ({ label }));
    expect(taken).toEqual(all.slice(0, 64));
    expect(editor.showWarningMessage).toHaveBeenCalledExactlyOnceWith(
      'Only the first 64 of 3,000 selected rows are used; no more can be ranked.',
    );
  });

  it('says that it is cut, in the list of what can be reviewed', async () => {
    const named = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ name: `refs/heads/b${i}`, commit: 'c', subject: '' }));
    for (const [have, words] of [
      [300, 'where it left its first parent'],
      [9_000, 'where it left its first parent; only the newest 5,000 are listed'],
    ] as const) {
      const git = {
        defaultBranch: () => Promise.resolve(null),
        lastCommit: () => Promise.resolve(null),
        refs: (_: unknown, limit: number) => Promise.resolve(named(have).slice(0, limit)),
      };
      editor.showQuickPick.mockResolvedValueOnce(undefined);
      await chooseRange(git as unknown as Git, new AbortController().signal);
      expect(editor.showQuickPick.mock.lastCall?.[1]).toMatchObject({
        placeHolder: expect.stringMatching(new RegExp(`${words}$`)) as unknown,
      });
    }
  });
});

describe('the last commit', () => {
  let repository: TestRepository;
  beforeEach(() => {
    repository = new TestRepository({ 'a.txt': 'one\n' });
  });
  afterEach(() => repository.remove());

  it('is offered by its subject for one look at HEAD, which ends when the folder is left', async () => {
    const id = repository.commit('Count\n\nAll of them.', { 'a.txt': 'two\n' });
    const git = await repository.open();
    const leaving = new AbortController();
    const looks = await gitProcesses(() => chooseRange(git, leaving.signal));
    expect(looks.filter(command => / HEAD\b/.test(command))).toHaveLength(1);
    expect(editor.showQuickPick.mock.lastCall?.[0]).toContainEqual(
      expect.objectContaining({ label: '$(git-commit) The last commit', detail: 'Count', revision: id }),
    );
    const other = expect.objectContaining({
      head: id,
      tip: 'refs/heads/main',
      anew: `${id.slice(0, 10)}..refs/heads/main`,
    });
    editor.showQuickPick.mockImplementationOnce((rows: readonly { label: string }[]) =>
      Promise.resolve(rows.find(({ label }) => label.includes('The last commit'))),
    );
    expect(await chooseRange(git, leaving.signal)).toEqual(other);
    const left = new Error('left');
    const stopped = vi.spyOn(git, 'lastCommit').mockImplementationOnce(signal => {
      leaving.abort(left);
      stopped.mockRestore();
      return git.lastCommit(signal);
    });
    await expect(chooseRange(git, leaving.signal)).rejects.toBe(left);
  });
});

describe('a branch that was merged', () => {
  it('is refused before a task is asked for', async () => {
    const git = {
      defaultBranch: () => Promise.resolve('refs/heads/main'),
      refs: () => Promise.resolve([{ name: 'refs/heads/merged', commit: 'c', subject: '' }]),
      refName: (revision: string) => Promise.resolve(revision),
      resolve: () => Promise.resolve('c'),
      lastCommit: () => Promise.resolve(null),
      mergeBase: () => Promise.resolve('c'),
    };
    editor.showQuickPick.mockImplementationOnce((rows: readonly object[]) => Promise.resolve(rows.at(-1)));
    await expect(chooseRange(git as unknown as Git, new AbortController().signal)).rejects.toThrow(
      /^There is nothing to review in merged, since main: it has no commits of its own; choose another/,
    );
  });
});

describe('candidates that could not be added', () => {
  const log = { warn: vi.fn(), show: vi.fn() };
  const tell = (problems: readonly string[]) => addAll({} as Alternatives, { candidates: [], problems }, log);

  it('are told of in one message', () => {
    tell(['One.', 'Two.']);
    expect(editor.showWarningMessage).toHaveBeenCalledExactlyOnceWith('One. Two.');
  });

  it('are told of in a message that can be read, however many they are, and the log has them all', async () => {
    editor.showWarningMessage.mockResolvedValueOnce('Show Log');
    const problems = Array.from({ length: 50 }, (_, i) => `Session ${i} changed nothing.`);
    tell(problems);
    const message = String(editor.showWarningMessage.mock.lastCall?.[0]);
    expect(message).toMatch(/^Session 0 .* 47 more messages are in the log\.$/);
    expect(message.length).toBeLessThan(200);
    expect(log.warn.mock.calls).toEqual(problems.map(problem => [problem]));
    await expect.poll(() => log.show).toHaveBeenCalledOnce();
  });
});

describe('candidates to test', () => {
  const group = (id: string, rank: number, verdict: Verdict) => ({
    rank,
    members: [id],
    verdict,
    margin: null,
  });
  const standing = {
    kind: 'ranked',
    ranking: {
      groups: [
        group('c2', 1, notScored('noCode')),
        group('c1', 2, notScored('doesNotApply')),
        group('c3', 3, notScored('notADiff')),
      ],
    },
  } as unknown as Standing;

  async function offered(shown: Standing): Promise<readonly string[]> {
    const alternatives = { candidates: ['c1', 'c2', 'c3'].map(id => ({ id })), standing: shown };
    const choices = { nameOf: ({ id }: { readonly id: string }) => id };
    const repository = { git: () => Promise.resolve({}) };
    editor.showQuickPick.mockResolvedValueOnce(undefined);
    const targets = { alternatives, choices, repository } as unknown as ReviewTargets;
    await reviewHandlers(targets).testCandidates?.();
    const items = editor.showQuickPick.mock.lastCall?.[0] as readonly { readonly label: string }[];
    return items.map(({ label }) => label);
  }

  it('are those that a copy can be made of, best first: one that does not apply keeps no other from its tests', async () => {
    expect(await offered(standing)).toEqual(['c2']);
  });

  it('are all of them where nothing is known of them', async () => {
    expect(await offered({ kind: 'empty' })).toEqual(['c1', 'c2', 'c3']);
  });
});
