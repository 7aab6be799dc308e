import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { RangeReview } from '../../../src/host/review/rangeReview';
import type { Scoring } from '../../../src/host/scoring/scoring';
import { scored } from '../core/scoring/scoredVerdict';
import { TestRepository } from '../platform/repository';
import type * as editorEvents from './editorEvents';

const contexts = vi.hoisted(() => new Map<string, unknown>());

vi.mock('vscode', async original => ({
  ...(await original<typeof editorEvents>()),
  commands: {
    executeCommand: (_: string, key: string, value: unknown) => {
      contexts.set(key, value);
      return Promise.resolve();
    },
  },
}));

let repository: TestRepository;
beforeEach(() => {
  repository = new TestRepository({ 'a.py': 'one\n' });
});
afterEach(() => repository.remove());

it('a review that goes with its folder takes its commands along', async () => {
  const base = repository.git('rev-parse', 'HEAD');
  const head = repository.commit('two', { 'a.py': 'two\n' });
  const scoring: Scoring = {
    score: () =>
      Promise.resolve({
        kind: 'done',
        result: {
          candidates: [{ id: 'review', single: scored(1), set: null }],
          ranking: { groups: [], call: null, orderedRightly: null },
          stats: { elapsedMs: 0, tokens: 0, computedTokens: 0, residentBytes: 0 },
        },
      }),
  };
  const log = { error: () => undefined } as unknown as ConstructorParameters<typeof RangeReview>[1];
  const review = new RangeReview(scoring, log);
  const task = { title: 'Mend it', body: '', source: 'typed' };
  await review.start(await repository.open(), { label: 'two', base, head }, task);
  expect(review.state.kind).toBe('reviewed');
  expect(contexts.get('sweRm.reviewing')).toBe(true);
  const again = review.again();
  // What needs a review is not offered while there is none.
  expect(contexts.get('sweRm.reviewing')).toBe(false);
  await again;
  expect(contexts.get('sweRm.reviewing')).toBe(true);
  review.dispose();
  expect(contexts.get('sweRm.reviewing')).toBe(false);
});
