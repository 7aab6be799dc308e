import { expect, it } from 'vitest';
import type { ToolAnswer } from '../../../src/core/protocol/agentTools';
import type { ScoreResult } from '../../../src/core/protocol/scorer';
import { notScored } from '../../../src/core/scoring/notScored';
import { answerWithin, scoreInTime } from '../../../src/mcp/answerWithin';
import { unscoredResult } from '../../../src/platform/process/unansweredResults';

const request = {
  task: { title: 'Add', body: '', source: 'test' },
  candidates: [{ id: 'change', patch: '' }],
  baseFiles: {},
  influence: 'none',
  supersedes: null,
} as const;
const result: ScoreResult = unscoredResult(request, notScored('cancelled'));
const cancelled: ToolAnswer<object> = {
  kind: 'problem',
  problem: { code: 'cancelled', message: 'The call was cancelled.' },
};
const tooLate = {
  kind: 'problem',
  problem: {
    code: 'scorerFailed',
    message: 'There was no answer within 0.02 s; call again, with fewer or smaller patches.',
  },
};
const never = new AbortController().signal;
const untilAborted = (signal: AbortSignal) =>
  new Promise<typeof cancelled>(resolve => signal.addEventListener('abort', () => resolve(cancelled)));

it('a call that takes too long is stopped and has a sentence of its own, wherever it was', async () => {
  expect(await answerWithin(20, never, ({ signal }) => untilAborted(signal))).toEqual(tooLate);
  // Reading that no signal stops does not keep the client waiting either.
  expect(await answerWithin(20, never, () => new Promise(() => undefined))).toEqual(tooLate);
});

it('a call that its client cancelled is no late one', async () => {
  const controller = new AbortController();
  const answer = answerWithin(60_000, controller.signal, ({ signal }) => untilAborted(signal));
  controller.abort();
  expect(await answer).toBe(cancelled);
});

it('the scorer has a share of what reading and its own start have left of the time', async () => {
  let remaining = 50_000.5;
  const asked: number[] = [];
  const scorer = {
    open: () => {
      remaining = 20_000.1;
      return Promise.resolve({ kind: 'refused' as const, message: '' });
    },
    score: ({ deadlineMs }: { readonly deadlineMs: number }) => {
      asked.push(deadlineMs);
      return Promise.resolve(result);
    },
  };
  const score = scoreInTime({ signal: never, remainingMs: () => remaining }, scorer, () => undefined);
  await score(request, never);
  expect(asked).toEqual([16_001]);
});
