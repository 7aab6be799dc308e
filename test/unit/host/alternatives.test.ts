import { setImmediate as othersTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewCandidate } from '../../../src/core/candidates/candidate';
import { Alternatives } from '../../../src/host/candidates/alternatives';
import type { Scoring } from '../../../src/host/scoring/scoring';
import type { ReadOptions } from '../../../src/platform/candidates/readOptions';
import { scored } from '../core/scoring/scoredVerdict';

const candidate: NewCandidate = {
  label: 'side',
  origin: { kind: 'branch', ref: 'refs/heads/side', base: 'main' },
  patch: '--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-a\n+b\n',
  base: 'a'.repeat(40),
};
const log = { error: () => undefined } as unknown as ConstructorParameters<typeof Alternatives>[3];

describe('candidates that are read again', () => {
  let asked: number;
  let alternatives: Alternatives;
  beforeEach(async () => {
    asked = 0;
    const scoring: Scoring = {
      score: ({ candidates }) => {
        asked += 1;
        return Promise.resolve({
          kind: 'done',
          result: {
            candidates: candidates.map(({ id }) => ({ id, single: scored(1), set: null })),
            ranking: { groups: [], call: null, orderedRightly: null },
            stats: { elapsedMs: 0, tokens: 0, computedTokens: 0, residentBytes: 0 },
          },
        });
      },
    };
    alternatives = new Alternatives(
      { current: () => Promise.resolve({ title: 'Mend it', body: '', source: 'typed' }) },
      scoring,
      candidates => Promise.resolve({ candidates, baseFiles: {}, unscored: [] }),
      log,
    );
    alternatives.add([candidate]);
    await expect.poll(() => alternatives.standing.kind).toBe('ranked');
  });

  /** Reading that says how far it is, and ends when its signal does. */
  const forEver = ({ signal, onProgress }: ReadOptions) => {
    onProgress(0, 1);
    return new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(new Error('ended'))),
    );
  };

  it('keep their ranking when that is cancelled', async () => {
    const read = alternatives.readAgain(forEver);
    expect(alternatives.progress).toMatchObject({ label: 'Reading 1 candidate…' });
    alternatives.cancel();
    expect(await read).toBeNull();
    expect(alternatives.progress).toBeNull();
    expect(alternatives.standing.kind).toBe('ranked');
    expect(asked).toBe(1);
  });

  it('are no longer said to be read when that failed', async () => {
    const read = alternatives.readAgain(({ onProgress }) => {
      onProgress(0, 1);
      return Promise.reject(new Error('There is no git.'));
    });
    await expect(read).rejects.toThrow('There is no git.');
    expect(alternatives.progress).toBeNull();
  });

  /** Reading that ends when it is told to. */
  const held = (...read: readonly NewCandidate[]) => {
    let end = () => undefined as void;
    const ended = new Promise<void>(resolve => (end = resolve));
    const reading = alternatives.readAgain(() => ended.then(() => ({ candidates: read, problems: [] })));
    return { reading, end: () => end() };
  };

  it('do not come back when they were removed meanwhile', async () => {
    const { reading, end } = held(candidate);
    alternatives.clear();
    end();
    expect(await reading).toEqual([]);
    expect(alternatives.candidates).toEqual([]);
  });

  it('do not take the place of one that was added meanwhile', async () => {
    const pasted = (patch: string): NewCandidate => ({
      ...candidate,
      origin: { kind: 'clipboard', index: 1 },
      patch,
    });
    const { reading, end } = held(pasted('of the last window'));
    alternatives.add([pasted('of this one')]);
    end();
    await reading;
    expect(alternatives.candidates.map(({ patch }) => patch)).toEqual([candidate.patch, 'of this one']);
  });

  it('are neither added nor ranked when their folder is left meanwhile', async () => {
    const read = alternatives.readAgain(forEver);
    alternatives.dispose();
    expect(await read).toBeNull();
    alternatives.add([{ ...candidate, patch: `${candidate.patch} c\n` }]);
    await othersTurn();
    expect(asked).toBe(1);
  });
});

it('the current change is no second answer beside the candidate that was applied: it shares its place', async () => {
  const asked: (readonly string[])[] = [];
  const alternatives = new Alternatives(
    { current: () => Promise.resolve({ title: 'Mend it', body: '', source: 'typed' }) },
    {
      score: ({ candidates }) => {
        asked.push(candidates.map(({ id }) => id));
        const groups = candidates.map(({ id }, index) => ({
          rank: index + 1,
          members: [id],
          verdict: scored(1),
          margin: null,
        }));
        return Promise.resolve({
          kind: 'done',
          result: {
            candidates: candidates.map(({ id }) => ({ id, single: scored(1), set: null })),
            ranking: { groups, call: null, orderedRightly: null },
            stats: { elapsedMs: 0, tokens: 0, computedTokens: 0, residentBytes: 0 },
          },
        });
      },
    },
    candidates =>
      Promise.resolve({
        candidates: candidates.map(({ id, patch }) => ({ id, patch })),
        baseFiles: {},
        unscored: [],
      }),
    log,
  );
  const places = () =>
    alternatives.standing.kind === 'ranked'
      ? alternatives.standing.ranking.groups.map(({ members }) => members)
      : null;
  const other = { ...candidate, label: 'other', origin: { kind: 'file', path: '/o' } as const };
  const current = { ...candidate, label: 'Current change', origin: { kind: 'current' } as const };
  // As git writes it.
  alternatives.add([{ ...current, patch: `diff --git a/a.py b/a.py\n${candidate.patch}` }]);
  alternatives.add([candidate, { ...other, patch: candidate.patch.replace('+b', '+c') }]);
  await expect.poll(places).toEqual([['c2', 'c1'], ['c3']]);
  expect(asked.at(-1)).toEqual(['c2', 'c3']);
  alternatives.add([{ ...current, patch: candidate.patch.replace('+b', '+d') }]);
  await expect.poll(() => asked.at(-1)).toEqual(['c1', 'c2', 'c3']);
  alternatives.dispose();
});
