import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rank } from '../../../../src/core/ranking/rank';
import type { RankingInput } from '../../../../src/core/ranking/rank';
import { notScored } from '../../../../src/core/scoring/notScored';
import { scored } from '../../../unit/core/scoring/scoredVerdict';

const candidates = fc
  .uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 4 }),
      change: fc.nat(6),
      logit: fc.option(fc.double({ min: -20, max: 20, noNaN: true })),
    }),
    { selector: one => one.id, maxLength: 12 },
  )
  .map(list =>
    list.map(({ id, change, logit }): RankingInput => ({
      id,
      normalised: String(change),
      verdict: logit === null ? notScored('timeout') : scored(logit),
    })),
  );
const ordering = { slope: 0.7, pairCount: 10 };
const logitOf = ({ verdict }: { readonly verdict: RankingInput['verdict'] }): number | null =>
  verdict.kind === 'scored' ? verdict.logit : null;

describe('rank', () => {
  it('holds every candidate once, scored ones first and falling, margins not negative', () => {
    fc.assert(
      fc.property(candidates, list => {
        const { groups } = rank(list, ordering);
        expect(groups.flatMap(group => group.members).toSorted()).toEqual(list.map(one => one.id).toSorted());
        expect(groups.map(group => group.rank)).toEqual(groups.map((_, index) => index + 1));
        const logits = groups.map(logitOf).map(logit => logit ?? -Infinity);
        expect(logits).toEqual(logits.toSorted((a, b) => b - a));
        for (const { margin } of groups) expect(margin ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('does not depend on the order of the candidates but among equals', () => {
    fc.assert(
      fc.property(
        candidates.chain(list =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        ([list, shuffled]) => {
          const [a, b] = [rank(list, ordering), rank(shuffled, ordering)];
          expect(b.groups.map(logitOf)).toEqual(a.groups.map(logitOf));
          expect([b.call, b.orderedRightly]).toEqual([a.call, a.orderedRightly]);
          const logits = a.groups.map(logitOf).filter(logit => logit !== null);
          fc.pre(new Set(logits).size === logits.length);
          const sets = ({ groups }: typeof a): string[][] =>
            groups.filter(one => logitOf(one) !== null).map(group => group.members.toSorted());
          expect(sets(b)).toEqual(sets(a));
        },
      ),
    );
  });
});
