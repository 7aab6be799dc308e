import { expect, it } from 'vitest';
import type { ScoreResult } from '../../../src/core/protocol/scorer';
import { notScored } from '../../../src/core/scoring/notScored';
import { scoreWithin } from '../../../src/mcp/scoreWithin';
import { unscoredResult } from '../../../src/platform/process/unansweredResults';

const request = {
  task: { title: 'Add', body: '', source: 'test' },
  candidates: [{ id: 'change', patch: '' }],
  baseFiles: {},
  influence: 'none',
  supersedes: null,
} as const;
const cancelled = unscoredResult(request, notScored('cancelled'));

/** A scorer that never gets there: it answers only when it is told to stop. */
const hanging = {
  score: (_: unknown, { signal }: { readonly signal?: AbortSignal } = {}) =>
    new Promise<ScoreResult>(resolve => signal?.addEventListener('abort', () => resolve(cancelled))),
};

it('a tool whose score takes too long answers with a sentence of its own', async () => {
  expect(await scoreWithin(20, hanging)(request, new AbortController().signal)).toEqual({
    code: 'scorerFailed',
    message: 'There was no score within 0.02 s; call again, with fewer or smaller patches.',
  });
});

it('leaves the scorer the time to answer with what it has measured', async () => {
  const asked: number[] = [];
  const scorer = {
    score: ({ deadlineMs }: { readonly deadlineMs: number }) => {
      asked.push(deadlineMs);
      return Promise.resolve(cancelled);
    },
  };
  await scoreWithin(50_000, scorer)(request, new AbortController().signal);
  expect(asked).toEqual([40_000]);
});

it('a call that its client cancelled is no late one', async () => {
  const controller = new AbortController();
  const answer = scoreWithin(60_000, hanging)(request, controller.signal);
  controller.abort();
  expect(await answer).toBe(cancelled);
});
