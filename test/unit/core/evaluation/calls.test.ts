import { describe, expect, it } from 'vitest';
import { evaluateCalls, labelledCall, type LabelledCall } from '../../../../src/core/evaluation/calls';
import { rank, type RankingInput } from '../../../../src/core/ranking/rank';
import { sigmoid } from '../../../../src/core/scoring/calibrate';
import { notScored } from '../../../../src/core/scoring/notScored';
import { scored } from '../scoring/scoredVerdict';

const ordering = { slope: 1, pairCount: 100 };
const candidate = (id: string, logit: number | null, normalised = id): RankingInput => ({
  id,
  normalised,
  verdict: logit === null ? notScored('timeout') : scored(logit),
});
const outcomes = (known: Readonly<Record<string, boolean | null>>) => new Map(Object.entries(known));

describe('the call of a ranking', () => {
  it('is what the ranking says, with the outcomes of its first two places', () => {
    const ranking = rank([candidate('a', 0), candidate('b', 2), candidate('c', -1)], ordering);
    expect(labelledCall('t', ranking, outcomes({ a: true, b: false, c: true }))).toEqual({
      taskId: 't',
      call: 'clear',
      orderedRightly: sigmoid(2),
      first: false,
      second: true,
    });
  });

  it('takes the outcome that equivalent candidates agree on, and none where they do not or nothing is known', () => {
    const candidates = [candidate('a', 1, 'x'), candidate('b', 1, 'x'), candidate('c', 1, 'x')];
    const ranking = rank([...candidates, candidate('d', 0.5)], ordering);
    const first = (known: Readonly<Record<string, boolean | null>>) =>
      labelledCall('t', ranking, outcomes({ ...known, d: false }))?.first;
    expect(first({ a: true, b: true, c: true })).toBe(true);
    expect(first({ a: null, b: false })).toBe(false);
    expect(first({ a: true, b: true, c: false })).toBeNull();
    expect(first({ a: null })).toBeNull();
  });

  it('is none where fewer than two places have a score', () => {
    const same = rank([candidate('a', 1, 'x'), candidate('b', 1, 'x'), candidate('c', null)], ordering);
    expect(labelledCall('t', same, outcomes({ a: true, b: true, c: true }))).toBeNull();
  });
});

describe('the measures of calls', () => {
  let count = 0;
  const call = (
    kind: LabelledCall['call'],
    orderedRightly: number,
    first: boolean | null,
    second: boolean | null,
  ): LabelledCall => ({ taskId: `t${count++}`, call: kind, orderedRightly, first, second });

  const calls = [
    call('clear', 0.75, true, false),
    call('clear', 0.875, true, false),
    call('clear', 0.875, false, true),
    call('clear', 0.9375, true, true),
    call('clear', 1, false, false),
    call('tooClose', 0.5, false, true),
    call('tooClose', 0.625, true, false),
    call('tooClose', 0.6875, true, true),
    call('clear', 0.9, null, true),
    call('tooClose', 0.6, false, null),
  ];

  it('say how often the first resolves its task, and is the right one of two', () => {
    const { clear, tooClose, leftOut } = evaluateCalls(calls);
    expect(leftOut).toBe(2);
    // Three of five; of the three where one of two resolves it the first is right in two, and (6 + 7 + 7) / 8 / 3 was stated.
    expect([clear.tasks, clear.firstResolves.value, clear.decided]).toEqual([5, 0.6, 3]);
    expect(clear.firstRight.value).toBeCloseTo(2 / 3, 12);
    expect(clear.stated).toBeCloseTo(2.5 / 3, 12);
    expect(tooClose).toMatchObject({ tasks: 3, decided: 2, firstRight: { value: 0.5 }, stated: 0.5625 });
    expect(tooClose.firstResolves.value).toBeCloseTo(2 / 3, 12);
  });

  it('have the intervals of draws of whole tasks', () => {
    const right = Array.from({ length: 80 }, () => call('clear', 0.8, true, false));
    const wrong = Array.from({ length: 20 }, () => call('clear', 0.8, false, true));
    const { clear, tooClose } = evaluateCalls([...right, ...wrong]);
    // 0.8 ± 1.96 √(0.8 · 0.2 / 100)
    expect(clear.firstRight.interval?.low).toBeCloseTo(0.722, 1);
    expect(clear.firstRight.interval?.high).toBeCloseTo(0.878, 1);
    expect(clear.firstResolves).toEqual(clear.firstRight);
    const none = { value: null, interval: null };
    expect(tooClose).toEqual({ tasks: 0, firstResolves: none, decided: 0, firstRight: none, stated: null });
  });

  it('do not depend on the order of the calls', () => {
    expect(evaluateCalls([...calls].reverse())).toEqual(evaluateCalls(calls));
  });
});
