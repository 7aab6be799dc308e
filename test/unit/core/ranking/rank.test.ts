import { describe, expect, it } from 'vitest';
import { rank } from '../../../../src/core/ranking/rank';
import type { RankingInput } from '../../../../src/core/ranking/rank';
import { sigmoid } from '../../../../src/core/scoring/calibrate';
import { notScored } from '../../../../src/core/scoring/notScored';
import { scored } from '../scoring/scoredVerdict';

const ordering = { slope: 1, pairCount: 100 };
const candidate = (id: string, logit: number | null, normalised = id): RankingInput => ({
  id,
  normalised,
  verdict: logit === null ? notScored('timeout') : scored(logit),
});

describe('rank', () => {
  it('puts the highest first, those without a score last, and says by how much', () => {
    const { groups } = rank([candidate('u', null), candidate('b', 0), candidate('a', 2)], ordering);
    expect(groups.map(group => [group.rank, ...group.members])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'u'],
    ]);
    expect(groups[0]?.margin).toBeCloseTo(sigmoid(2) - 0.5, 12);
    expect(groups.slice(1).map(group => group.margin)).toEqual([null, null]);
  });

  it('groups equivalents under the middle score, of two the lower, the first given first', () => {
    const [one, other, lone] = [candidate('b', 3, 'same'), candidate('a', 2, 'same'), candidate('c', 1)];
    const two = rank([one, lone, other], ordering).groups;
    expect(two.map(group => group.members)).toEqual([['b', 'a'], ['c']]);
    expect(two[0]?.verdict).toEqual(scored(2));
    const three = rank([candidate('d', 0, 'same'), one, lone, other], ordering).groups;
    expect(three.map(group => group.members)).toEqual([['d', 'b', 'a'], ['c']]);
    expect(three[0]?.verdict).toEqual(scored(2));
  });

  it('takes the score of an equivalent where one has none', () => {
    const { groups } = rank([candidate('a', null, 'same'), candidate('b', 1, 'same')], ordering);
    expect(groups).toMatchObject([{ members: ['a', 'b'], verdict: { kind: 'scored', logit: 1 } }]);
  });

  it('keeps the order given among equal scores', () => {
    const { groups } = rank([candidate('z', 1), candidate('a', 1), candidate('m', 1)], ordering);
    expect(groups.flatMap(group => group.members)).toEqual(['z', 'a', 'm']);
  });

  it.each([
    [0.85, 'clear'],
    [0.84, 'tooClose'],
    [0, 'tooClose'],
  ])(
    'calls a logit difference of %d %s, since 70 %% of pairs lie 0.847 apart at slope 1',
    (difference, call) => {
      const ranking = rank([candidate('a', 1 + difference), candidate('b', 1)], ordering);
      expect(ranking.call).toBe(call);
      expect(ranking.orderedRightly).toBeCloseTo(sigmoid(difference), 12);
    },
  );

  it('follows the slope that the model was measured at', () => {
    expect(rank([candidate('a', 0.5), candidate('b', 0)], { slope: 2, pairCount: 1 }).call).toBe('clear');
    expect(rank([candidate('a', 9), candidate('b', 0)], { slope: 0, pairCount: 1 }).orderedRightly).toBe(0.5);
  });

  it('orders by the strength that it is given, which puts scores of several maps on one scale', () => {
    const list = [candidate('a', 3), candidate('b', 1)];
    const { groups, orderedRightly } = rank(list, ordering, verdict => -verdict.logit);
    expect(groups.map(group => group.members)).toEqual([['b'], ['a']]);
    expect(orderedRightly).toBeCloseTo(sigmoid(2), 12);
  });

  it('calls nothing with fewer than two scored groups', () => {
    for (const candidates of [
      [],
      [candidate('a', 1)],
      [candidate('a', 1), candidate('b', null)],
      [candidate('a', 1, 'same'), candidate('b', 2, 'same')],
    ]) {
      expect(rank(candidates, ordering)).toMatchObject({ call: null, orderedRightly: null });
    }
  });
});
