import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestOfKCurve, selection } from '../../../../src/core/evaluation/bestOfK';
import { pooledAuc } from '../../../../src/core/evaluation/discrimination';
import { evaluate } from '../../../../src/core/evaluation/evaluate';
import type { LabelledScore } from '../../../../src/core/evaluation/labelledScore';

const row = fc.record({
  taskId: fc.constantFrom('a', 'b', 'c', 'd'),
  submission: fc.constantFrom(null, 's', 't'),
  label: fc.boolean(),
  // Few values, so that ties are common.
  score: fc.oneof(fc.constantFrom(0, 0.25, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true })),
});
const rows = fc
  .array(row, { maxLength: 40 })
  .map(list => list.map((one, i): LabelledScore => ({ ...one, candidateId: `c${i}` })));

/** All subsets of k of the items. */
function subsets<Item>(items: readonly Item[], k: number): Item[][] {
  if (k === 0) return [[]];
  return items.flatMap((item, i) => subsets(items.slice(i + 1), k - 1).map(rest => [item, ...rest]));
}

describe('evaluate', () => {
  it('does not depend on the order of the rows', () => {
    fc.assert(
      fc.property(
        rows.chain(list =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        ([list, shuffled]) => {
          const options = { resamples: 10, seed: 3, maxK: 5 };
          expect(evaluate(shuffled, options)).toEqual(evaluate(list, options));
        },
      ),
    );
  });
});

describe('AUC', () => {
  it('is the share of pairs ordered rightly', () => {
    fc.assert(
      fc.property(rows, list => {
        const pairs = list
          .filter(one => one.label)
          .flatMap(up =>
            list
              .filter(one => !one.label)
              .map(down => (up.score > down.score ? 1 : up.score === down.score ? 0.5 : 0)),
          );
        const expected =
          pairs.length === 0 ? null : pairs.reduce<number>((sum, pair) => sum + pair, 0) / pairs.length;
        const auc = pooledAuc(list);
        if (expected === null) expect(auc).toBeNull();
        else expect(auc).toBeCloseTo(expected, 10);
      }),
    );
  });

  it('turns around when the scores do', () => {
    fc.assert(
      fc.property(rows, list => {
        const auc = pooledAuc(list);
        fc.pre(auc !== null);
        expect(pooledAuc(list.map(one => ({ ...one, score: -one.score })))).toBeCloseTo(1 - auc, 10);
      }),
    );
  });
});

describe('best of k', () => {
  const oneTask = fc
    .array(row, { minLength: 4, maxLength: 8 })
    .map(list => list.map((one, i): LabelledScore => ({ ...one, taskId: 't', candidateId: `c${i}` })));

  it('is what trying all subsets gives', () => {
    fc.assert(
      fc.property(oneTask, list => {
        for (const { k, selected, oracle } of bestOfKCurve(list, 8)) {
          const drawn = subsets(list, k);
          const chosen = drawn.map(subset => {
            const best = Math.max(...subset.map(one => one.score));
            const top = subset.filter(one => one.score === best);
            return top.filter(one => one.label).length / top.length;
          });
          expect(selected).toBeCloseTo(chosen.reduce((sum, rate) => sum + rate, 0) / drawn.length, 10);
          expect(oracle).toBeCloseTo(
            drawn.filter(subset => subset.some(one => one.label)).length / drawn.length,
            10,
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it('never beats the oracle, and ends in the selection over all candidates', () => {
    fc.assert(
      fc.property(oneTask, list => {
        const curve = bestOfKCurve(list, 8);
        for (const point of curve) expect(point.selected).toBeLessThanOrEqual(point.oracle + 1e-12);
        expect(curve.at(-1)?.selected).toBeCloseTo(selection(list)?.selected ?? NaN, 10);
      }),
    );
  });
});
