import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withLocalMap } from '../../../../src/core/calibration/applyLocalMap';
import {
  LEAST_OF_EACH,
  LEAST_OUTCOMES,
  learn,
  type LocalMap,
} from '../../../../src/core/calibration/learning';
import { fitLocalMap, logit, mapped } from '../../../../src/core/calibration/localMap';
import { reliability } from '../../../../src/core/calibration/reliability';
import { mulberry32 } from '../../../../src/core/evaluation/random';
import { sigmoid } from '../../../../src/core/scoring/calibrate';
import type { Outcome } from '../../../../src/core/scoring/outcome';
import { notScored } from '../../../../src/core/scoring/notScored';
import { scored } from '../scoring/scoredVerdict';

const MODEL = { model: 'm', version: '1' };
const key = (number: number) => createHash('sha256').update(String(number)).digest('hex');

function outcome(number: number, score: number, well: boolean, parts: Partial<Outcome> = {}): Outcome {
  return {
    version: 1,
    change: key(number),
    commit: null,
    at: new Date(1_700_000_000_000 + number * 1000).toISOString(),
    source: 'history',
    event: well ? { kind: 'kept' } : { kind: 'reverted' },
    score: { score, regime: 'single', ...MODEL },
    ...parts,
  };
}

/** Changes of a repository where things turn out well more often than the model says, by `shift` in log-odds. */
function repository(count: number, shift: number, seed = 3): Outcome[] {
  const random = mulberry32(seed);
  return Array.from({ length: count }, (_, i) => {
    const score = 0.2 + 0.5 * random();
    return outcome(i, score, random() < sigmoid(logit(score) + shift));
  });
}

describe('the local map', () => {
  it('is the identity without outcomes, and close to it with a few', () => {
    expect(fitLocalMap([])).toEqual({ slope: 1, intercept: 0 });
    const { slope, intercept } = fitLocalMap([{ score: 0.3, well: true }]);
    expect(Math.abs(slope - 1)).toBeLessThan(0.3);
    expect(Math.abs(intercept)).toBeLessThan(0.6);
  });

  it('finds the shift that made the outcomes', () => {
    const rows = repository(4_000, 0.8).map(({ score, event }) => ({
      score: score?.score ?? 0,
      well: event.kind === 'kept',
    }));
    const { slope, intercept } = fitLocalMap(rows);
    expect(slope).toBeCloseTo(1, 0);
    expect(intercept).toBeCloseTo(0.8, 0);
  });

  it('is the highest point of its posterior: no small step is better, whatever the outcomes', () => {
    const rows = fc.array(
      fc.record({ score: fc.double({ min: 0, max: 1, noNaN: true }), well: fc.boolean() }),
      {
        maxLength: 60,
      },
    );
    const height = (points: readonly { score: number; well: boolean }[], slope: number, intercept: number) =>
      points.reduce(
        (sum, { score, well }) => {
          const p = mapped(score, { slope, intercept });
          return sum + Math.log(Math.max(1e-300, well ? p : 1 - p));
        },
        -((slope - 1) ** 2) / (2 * 0.25) - intercept ** 2 / 2,
      );
    fc.assert(
      fc.property(rows, points => {
        const { slope, intercept } = fitLocalMap(points);
        const best = height(points, slope, intercept);
        for (const [ds, di] of [
          [0.01, 0],
          [-0.01, 0],
          [0, 0.01],
          [0, -0.01],
        ] as const)
          expect(height(points, slope + ds, intercept + di)).toBeLessThanOrEqual(best + 1e-6);
      }),
    );
  });
});

describe('learning', () => {
  it('says that there are too few, and does not count what another model scored, or nobody', () => {
    const few = repository(LEAST_OUTCOMES - 1, 0);
    const other = outcome(900, 0.5, true, {
      score: { score: 0.5, regime: 'single', model: 'm', version: '2' },
    });
    const unscored = outcome(902, 0.5, true, { score: null });
    const choice = outcome(901, 0.5, true, { event: { kind: 'choice', rank: 1, of: 2, blind: false } });
    expect(learn([...few, other, choice, unscored], 'single', MODEL)).toMatchObject({
      kind: 'tooFew',
      sampleSize: LEAST_OUTCOMES - 1,
    });
    expect(learn(few, 'set', MODEL)).toMatchObject({ kind: 'tooFew', sampleSize: 0 });
  });

  it('wants both kinds of outcomes: a repository where all is kept teaches nothing', () => {
    const kept = Array.from({ length: 300 }, (_, i) => outcome(i, 0.3, i > 5));
    expect(learn(kept, 'single', MODEL).kind).toBe('tooFew');
  });

  it('wants 50 outcomes, 20 of each kind, as the panel says', () => {
    const of = (well: number, badly: number) =>
      learn(
        Array.from({ length: well + badly }, (_, i) => outcome(i, 0.4, i < well)),
        'single',
        MODEL,
      ).kind;
    expect([LEAST_OUTCOMES, LEAST_OF_EACH]).toEqual([50, 20]);
    expect([of(30, 20), of(20, 30), of(29, 20), of(31, 19), of(19, 31)]).toEqual([
      'fitted',
      'fitted',
      'tooFew',
      'tooFew',
      'tooFew',
    ]);
  });

  it('judges the correction by outcomes that it was not fitted on', () => {
    const all = repository(60, 0.5);
    const learned = learn(all, 'single', MODEL);
    if (learned.kind !== 'fitted') throw new Error('There were enough.');
    const praised = reliability(
      all.map(({ score, event }) => ({
        score: mapped(score?.score ?? 0, learned.map),
        well: event.kind === 'kept',
      })),
    );
    expect(learned.after.brier).toBeGreaterThan(praised.brier);
  });

  it('knows its map the better, the more outcomes there are', () => {
    const spread = (count: number) => {
      const learned = learn(repository(count, 0.5), 'single', MODEL);
      if (learned.kind !== 'fitted') throw new Error('There were enough.');
      const intercepts = learned.map.replicates.map(({ intercept }) => intercept).sort((a, b) => a - b);
      return (intercepts.at(-6) ?? 0) - (intercepts[5] ?? 0);
    };
    expect(spread(900)).toBeGreaterThan(0.1);
    expect(spread(100)).toBeGreaterThan(1.5 * spread(900));
  });

  it('looks at the newest thousand changes, newest by their last outcome', () => {
    const old = Array.from({ length: 100 }, (_, i) => outcome(i, 0.4, false));
    const later = Array.from({ length: 999 }, (_, i) => outcome(1_000 + i, 0.4, i % 2 === 0));
    const again = outcome(0, 0.4, false, { at: '2030-01-01T00:00:00.000Z' });
    expect(learn([...old, ...later, again], 'single', MODEL)).toMatchObject({
      map: { sampleSize: 1_000 },
      well: 500,
    });
    expect(learn([again, ...later], 'single', MODEL)).toEqual(
      learn([...old, ...later, again], 'single', MODEL),
    );
  });

  it('helps where scores are off, by outcomes the map has not seen', () => {
    const learned = learn(repository(300, 1), 'single', MODEL);
    if (learned.kind !== 'fitted') throw new Error('There were enough.');
    expect(learned.helps).toBe(true);
    expect(learned.after.error).toBeLessThan(learned.before.error);
    expect(learned.after.brier).toBeLessThan(learned.before.brier);
    expect(learned.before.points.reduce((sum, { count }) => sum + count, 0)).toBe(300);
  });

  it('seldom claims to help where scores are right', () => {
    const claims = Array.from({ length: 40 }, (_, seed) =>
      learn(repository(100, 0, seed), 'single', MODEL),
    ).filter(learned => learned.kind === 'fitted' && learned.helps);
    expect(claims.length).toBeLessThanOrEqual(8);
  });

  it('does not depend on the order, and takes the last outcome of a change', () => {
    const all = repository(120, 0.5);
    const later = outcome(7, 0.4, false, { at: '2030-01-01T00:00:00.000Z' });
    const learned = learn([...all, later], 'single', MODEL);
    expect(learn([later, ...[...all].reverse()], 'single', MODEL)).toEqual(learned);
    expect(learned).toMatchObject({ kind: 'fitted', map: { sampleSize: 120 } });
  });
});

describe('a verdict with a local map', () => {
  const map: LocalMap = {
    model: 'test',
    version: '1',
    regime: 'set',
    slope: 0.8,
    intercept: 0.5,
    sampleSize: 60,
    replicates: [
      { slope: 0.7, intercept: 0.2 },
      { slope: 0.9, intercept: 0.8 },
    ],
  };
  const verdict = {
    ...scored(0.4),
    hunks: [{ path: 'a', hunk: 0, delta: 0.1 }],
    files: [{ path: 'a', delta: 0.2 }],
  };

  it('keeps what the model said, widens the interval, and moves the influences along', () => {
    const own = withLocalMap(verdict, map);
    if (own.kind !== 'scored') throw new Error('It was scored.');
    expect(own.score).toBeCloseTo(sigmoid(0.8 * 0.4 + 0.5), 12);
    expect(own.producedBy.local).toEqual({ outcomes: 60, modelScore: verdict.score });
    expect(own.interval.low).toBeLessThan(own.score);
    expect(own.interval.high).toBeGreaterThan(own.score);
    expect(own.hunks[0]?.delta).toBeCloseTo(own.score - mapped(verdict.score - 0.1, map), 12);
  });

  it('has an interval of the map, whatever the order in which its replicates were drawn', () => {
    const drawn = [3, 1, 4, 0, 2].map(rank => ({ slope: 0.8, intercept: 0.1 * rank }));
    const intervalOf = (replicates: LocalMap['replicates']) => {
      const own = withLocalMap(verdict, { ...map, intercept: 0.2, replicates });
      return own.kind === 'scored' ? own.interval : null;
    };
    const interval = intervalOf(drawn);
    expect(interval).toEqual(intervalOf([...drawn].reverse()));
    expect(interval?.low).toBeCloseTo(sigmoid(0.8 * 0.4 + 0.02), 3);
    expect(interval?.high).toBeCloseTo(sigmoid(0.8 * 0.4 + 0.38), 3);
  });

  it('leaves verdicts of another regime, model or version, and those without a score', () => {
    expect(withLocalMap(verdict, { ...map, regime: 'single' })).toBe(verdict);
    expect(withLocalMap(verdict, { ...map, version: '2' })).toBe(verdict);
    const none = notScored('noTask');
    expect(withLocalMap(none, map)).toBe(none);
  });
});

describe('a reliability diagram', () => {
  it('has bins of equally many outcomes, in the order of their scores', () => {
    const { points, error } = reliability(
      Array.from({ length: 52 }, (_, i) => ({ score: i / 52, well: i % 2 === 0 })),
    );
    expect(points.map(({ count }) => count)).toEqual([10, 11, 10, 11, 10]);
    expect(points.map(({ meanScore }) => meanScore)).toEqual(points.map(({ meanScore }) => meanScore).sort());
    expect(error).toBeGreaterThan(0.1);
  });

  it('keeps outcomes of one score together: half of those that got 50 % went well, so nothing is off', () => {
    const { points, error } = reliability(
      Array.from({ length: 50 }, (_, i) => ({ score: 0.5, well: i % 2 === 0 })),
    );
    expect(points).toEqual([{ count: 50, meanScore: 0.5, rate: 0.5 }]);
    expect(error).toBe(0);
  });
});
