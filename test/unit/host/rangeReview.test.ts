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

const log = { error: () => undefined } as unknown as ConstructorParameters<typeof RangeReview>[1];
const task = { title: 'Mend it', body: '', source: 'typed' };

/** Answers with a score, by the logit as it is when it is asked. */
function scoringBy(logit: () => number): Scoring {
  return {
    score: () =>
      Promise.resolve({
        kind: 'done',
        result: {
          candidates: [{ id: 'review', single: scored(logit()), set: null }],
          ranking: { groups: [], call: null, orderedRightly: null },
          stats: { elapsedMs: 0, tokens: 0, computedTokens: 0, residentBytes: 0 },
        },
      }),
  };
}

/** A change to review. */
async function changed() {
  const base = repository.git('rev-parse', 'HEAD');
  const head = repository.commit('two', { 'a.py': 'two\n' });
  return { git: await repository.open(), range: { label: 'two', base, head } };
}

it('what is shown stays until another scorer has said something else', async () => {
  const { git, range } = await changed();
  let logit = 1;
  const review = new RangeReview(
    scoringBy(() => logit),
    log,
  );
  await review.start(git, range, task);
  const shown: (number | null)[] = [];
  review.onDidChange(() => shown.push(review.state.kind === 'reviewed' ? review.state.verdict.logit : null));
  logit = 2;
  await review.again();
  expect([...new Set(shown)]).toEqual([1, 2]);
  review.dispose();
});

it('a review that goes with its folder takes its commands along', async () => {
  const { git, range } = await changed();
  const review = new RangeReview(
    scoringBy(() => 1),
    log,
  );
  await review.start(git, range, task);
  expect(review.state.kind).toBe('reviewed');
  expect(contexts.get('sweRm.reviewing')).toBe(true);
  const next = review.start(git, range, task);
  // What needs a review is not offered while there is none.
  expect(contexts.get('sweRm.reviewing')).toBe(false);
  await next;
  expect(contexts.get('sweRm.reviewing')).toBe(true);
  review.dispose();
  expect(contexts.get('sweRm.reviewing')).toBe(false);
});
