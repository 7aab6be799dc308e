import { expect, it, vi } from 'vitest';
import { EMPTY_RANKING } from '../../../src/core/ranking/rank';
import { notScored } from '../../../src/core/scoring/notScored';
import type { Standing } from '../../../src/host/candidates/alternatives';
import { Choices } from '../../../src/host/candidates/choices';
import { notScoredProblem } from '../../../src/host/problem';
import { EventEmitter } from './editorEvents';

const CANDIDATES = ['c1', 'c2', 'c3'].map(id => ({
  id,
  label: `branch ${id}`,
  origin: { kind: 'stash', name: id, commit: id } as const,
  patch: '',
  base: 'abc',
}));

/** What the candidates are called while sources are hidden. */
function hiddenNames(standing: Standing): readonly string[] {
  const alternatives = {
    candidates: CANDIDATES,
    standing,
    onDidChangeCandidates: () => ({ dispose: () => null }),
  };
  const memory = { get: (key: string) => (key === 'sweRm.blind' ? true : undefined), update: () => null };
  const settled = new EventEmitter<void>().event;
  const parts = [alternatives, memory, null, settled] as unknown as ConstructorParameters<typeof Choices>;
  const choices = new Choices(...parts);
  const names = CANDIDATES.map(candidate => choices.nameOf(candidate));
  choices.dispose();
  return names;
}

it('candidates whose sources are hidden are called by letters, in the order of the ranking', () => {
  const group = (...members: readonly string[]) => ({
    rank: 1,
    members,
    verdict: notScored('timeout'),
    margin: null,
  });
  const ranking = { ...EMPTY_RANKING, groups: [group('c3'), group('c1', 'c2')] };
  expect(hiddenNames({ kind: 'ranked', ranking, difference: null, stepsRead: false })).toEqual([
    'Candidate B 1',
    'Candidate B 2',
    'Candidate A',
  ]);
});

it('candidates whose sources are hidden can be told apart also where they could not be ranked', () => {
  const names = hiddenNames({ kind: 'message', problem: notScoredProblem(notScored('engineFailed')) });
  expect(names).toEqual(['Candidate 1', 'Candidate 2', 'Candidate 3']);
});

it('a choice is taken back when what it did was undone, and then only', async () => {
  const settled = new EventEmitter<void>();
  const kept = new Map<string, unknown>();
  const alternatives = {
    candidates: CANDIDATES,
    standing: { kind: 'empty' },
    onDidChangeCandidates: () => ({ dispose: () => null }),
  };
  const memory = {
    get: (key: string) => kept.get(key),
    update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
  };
  const parts = [alternatives, memory, null, settled.event] as unknown;
  const choices = new Choices(...(parts as ConstructorParameters<typeof Choices>));
  const [first, second] = CANDIDATES;
  if (first === undefined || second === undefined) throw new Error('There are no candidates.');
  const isUndone = vi.fn(() => Promise.resolve(false));
  await choices.choose(first, isUndone);
  settled.fire();
  await expect.poll(() => isUndone).toHaveBeenCalledOnce();
  expect(choices.chosen).toBe('c1');
  isUndone.mockResolvedValue(true);
  settled.fire();
  await expect.poll(() => choices.chosen).toBeNull();

  // What the next choice did is not undone with it.
  await choices.choose(first, isUndone);
  settled.fire();
  await choices.choose(second);
  settled.fire();
  await expect.poll(() => isUndone).toHaveBeenCalledTimes(3);
  expect(choices.chosen).toBe('c2');
  choices.takeBack(first);
  expect(choices.chosen).toBe('c2');
  choices.takeBack(second);
  expect(choices.chosen).toBeNull();
  choices.dispose();
});
