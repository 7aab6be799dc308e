import { describe, expect, it } from 'vitest';
import type { RankedGroup } from '../../../../src/core/ranking/ranking';
import { rankByScoreAndTests, type TestsPassed } from '../../../../src/core/ranking/scoreAndTests';
import { notScored } from '../../../../src/core/scoring/notScored';
import { scored } from '../scoring/scoredVerdict';

const group = (name: string, logit: number): RankedGroup => ({
  rank: 1,
  members: [name],
  verdict: scored(logit),
  margin: null,
});

describe('score and tests', () => {
  it('put the better half first, in it those that passed, and never lift the worse half over it', () => {
    const tests: Readonly<Record<string, TestsPassed>> = { a: false, b: null, c: true, d: true, e: false };
    const groups = [group('a', 3), group('b', 2), group('c', 1), group('d', 0), group('e', -1)];
    const order = rankByScoreAndTests(groups, ({ members }) => tests[members[0] ?? ''] ?? null);
    expect(order.map(place => place.group.members[0])).toEqual(['c', 'b', 'a', 'd', 'e']);
    expect(order.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5]);
  });

  it('give one order, whichever the order of the ranking', () => {
    const tests: Readonly<Record<string, TestsPassed>> = {
      a: null,
      b: false,
      c: true,
      d: true,
      e: null,
      f: false,
    };
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const groups = names.map((name, i) => group(name, 3 - i));
    const orderOf = (given: readonly RankedGroup[]) =>
      rankByScoreAndTests(given, ({ members }) => tests[members[0] ?? ''] ?? null)
        .map(place => place.group.members[0])
        .join('');
    for (let turn = 0; turn < 6; turn++) {
      groups.push(...groups.splice(0, 1));
      expect(orderOf(groups)).toBe('cabdef');
      expect(orderOf([...groups].reverse())).toBe('cabdef');
    }
  });

  it('are the ranking by score where nothing was tested, without what was not scored', () => {
    const refused: RankedGroup = { ...group('x', 0), verdict: notScored('emptyPatch') };
    const order = rankByScoreAndTests([group('b', -1), refused, group('a', 1)], () => null);
    expect(order.map(place => place.group.members[0])).toEqual(['a', 'b']);
  });
});
