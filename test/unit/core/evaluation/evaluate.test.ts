import { describe, expect, it } from 'vitest';
import { advantage } from '../../../../src/core/evaluation/advantage';
import { bestOfKCurve, selection } from '../../../../src/core/evaluation/bestOfK';
import { intervalOf, resampleTasks } from '../../../../src/core/evaluation/bootstrap';
import {
  brierScore,
  expectedCalibrationError,
  reliabilityBins,
} from '../../../../src/core/evaluation/calibrationQuality';
import {
  pooledAuc,
  withinSubmissionAuc,
  withinTaskAuc,
} from '../../../../src/core/evaluation/discrimination';
import { evaluate } from '../../../../src/core/evaluation/evaluate';
import { repositoryFolds } from '../../../../src/core/evaluation/folds';
import type { LabelledScore } from '../../../../src/core/evaluation/labelledScore';
import { mulberry32 } from '../../../../src/core/evaluation/random';

/** Rows of one task from `[score, resolved]` pairs. */
function task(
  taskId: string,
  pairs: readonly (readonly [number, 0 | 1])[],
  submission: string | null = null,
): LabelledScore[] {
  return pairs.map(([score, label], i) => ({
    candidateId: `${taskId}/${i}`,
    taskId,
    submission,
    score,
    label: label === 1,
  }));
}

describe('AUC', () => {
  it('counts ordered pairs, ties half', () => {
    expect(
      pooledAuc(
        task('t', [
          [0.1, 0],
          [0.4, 0],
          [0.35, 1],
          [0.8, 1],
        ]),
      ),
    ).toBe(0.75);
    expect(
      pooledAuc(
        task('t', [
          [0.5, 0],
          [0.5, 1],
          [0.5, 1],
        ]),
      ),
    ).toBe(0.5);
    expect(
      pooledAuc(
        task('t', [
          [0.2, 0],
          [0.5, 0],
          [0.5, 1],
        ]),
      ),
    ).toBe(0.75);
  });

  it('is not defined with one label', () => {
    expect(pooledAuc([])).toBeNull();
    expect(pooledAuc(task('t', [[0.5, 1]]))).toBeNull();
  });

  it('within tasks is a mean over tasks with both labels', () => {
    const rows = [
      ...task('a', [
        [0.1, 0],
        [0.2, 1],
      ]),
      ...task('b', [
        [0.9, 0],
        [0.8, 1],
        [0.95, 1],
      ]),
      ...task('c', [[0.5, 1]]),
    ];
    expect(withinTaskAuc(rows)).toBe(0.75);
  });

  it('within submissions weighs by rows and leaves out small and unknown ones', () => {
    const right = task(
      'r',
      Array.from({ length: 30 }, (_, i) => [i / 100, i < 15 ? 0 : 1] as const),
      'right',
    );
    const wrong = task(
      'w',
      Array.from({ length: 20 }, (_, i) => [i / 100, i < 10 ? 1 : 0] as const),
      'wrong',
    );
    const small = task(
      's',
      Array.from({ length: 19 }, (_, i) => [i / 100, i < 10 ? 1 : 0] as const),
      'small',
    );
    const unknown = task(
      'u',
      Array.from({ length: 40 }, (_, i) => [i / 100, i < 10 ? 1 : 0] as const),
    );
    expect(withinSubmissionAuc([...right, ...wrong, ...small, ...unknown])).toBe(0.6);
  });
});

describe('calibration', () => {
  it('puts bounds into the upper bin and 1 into the last', () => {
    const bins = reliabilityBins(
      task('t', [
        [0, 0],
        [0.2, 1],
        [0.1999, 0],
        [1, 1],
      ]),
    );
    expect(bins).toHaveLength(15);
    const filled = bins.filter(bin => bin.count > 0);
    expect(filled.map(bin => [bins.indexOf(bin), bin.count, bin.resolvedRate])).toEqual([
      [0, 1, 0],
      [2, 1, 0],
      [3, 1, 1],
      [14, 1, 1],
    ]);
  });

  it('measures the gap between score and rate, weighted by rows', () => {
    expect(
      expectedCalibrationError(
        task('t', [
          [0.9, 1],
          [0.9, 0],
          [0.1, 0],
          [0.1, 0],
        ]),
      ),
    ).toBeCloseTo(0.25, 12);
    expect(expectedCalibrationError([])).toBeNull();
  });

  it('has the Brier score as mean squared error', () => {
    expect(
      brierScore(
        task('t', [
          [0.9, 1],
          [0.2, 0],
        ]),
      ),
    ).toBeCloseTo(0.025, 12);
  });
});

describe('best of k', () => {
  const four = task('t', [
    [0.9, 1],
    [0.7, 0],
    [0.5, 1],
    [0.1, 0],
  ]);

  it('is exact for every k', () => {
    // k = 2: of the six pairs, the top one is resolved in all three with the first and in {third, fourth}.
    expect(bestOfKCurve(four, 16)).toEqual([
      { k: 1, selected: 0.5, random: 0.5, oracle: 0.5, tasks: 1 },
      { k: 2, selected: expect.closeTo(4 / 6, 12), random: 0.5, oracle: expect.closeTo(5 / 6, 12), tasks: 1 },
      { k: 3, selected: expect.closeTo(3 / 4, 12), random: 0.5, oracle: 1, tasks: 1 },
      { k: 4, selected: 1, random: 0.5, oracle: 1, tasks: 1 },
    ]);
  });

  it('averages ties and leaves out tasks with fewer than four candidates', () => {
    const tied = task('u', [
      [0.5, 1],
      [0.5, 0],
      [0.5, 0],
      [0.2, 1],
    ]);
    expect(
      selection([
        ...tied,
        ...task('v', [
          [0.9, 1],
          [0.1, 0],
          [0.1, 0],
        ]),
      ]),
    ).toEqual({
      selected: 1 / 3,
      random: 0.5,
      oracle: 1,
      efficiency: expect.closeTo(-1 / 3, 12),
      tasks: 1,
    });
    expect(selection(task('v', [[0.9, 1]]))).toBeNull();
  });

  it('averages over tasks before it takes the ratio', () => {
    const hopeless = task('h', [
      [0.9, 0],
      [0.7, 0],
      [0.5, 0],
      [0.1, 0],
    ]);
    expect(selection([...four, ...hopeless])).toEqual({
      selected: 0.5,
      random: 0.25,
      oracle: 0.5,
      efficiency: 1,
      tasks: 2,
    });
    expect(selection(hopeless)?.efficiency).toBeNull();
  });
});

describe('bootstrap over tasks', () => {
  const rows = Array.from({ length: 30 }, (_, i) =>
    task(`t${i}`, [
      [0.6, i % 3 === 0 ? 1 : 0],
      [0.4, 0],
    ]),
  ).flat();
  const rate = (drawn: readonly LabelledScore[]): number =>
    drawn.filter(row => row.label).length / drawn.length;

  it('draws whole tasks, the same ones for the same seed', () => {
    const interval = intervalOf(resampleTasks(rows, { rate }, { resamples: 400, seed: 7 }).rate);
    expect(interval).toEqual(intervalOf(resampleTasks(rows, { rate }, { resamples: 400, seed: 7 }).rate));
    // Ten of thirty tasks have one resolved candidate of two: sd = sqrt(1/3 · 2/3 / 30) / 2 = 0.043.
    expect(Math.abs((interval?.low ?? 0) - (1 / 6 - 1.96 * 0.043))).toBeLessThan(0.02);
    expect(Math.abs((interval?.high ?? 0) - (1 / 6 + 1.96 * 0.043))).toBeLessThan(0.02);
  });

  it('has no interval where most resamples do not define the statistic', () => {
    let calls = 0;
    const rare = (): number | null => (++calls % 3 === 0 ? 1 : null);
    expect(intervalOf(resampleTasks(rows, { rare }, { resamples: 99, seed: 1 }).rare)).toBeNull();
    expect(intervalOf(resampleTasks(rows, { rate }, { resamples: 0, seed: 1 }).rate)).toBeNull();
  });

  it('draws from a generator that spreads evenly, other numbers for another seed', () => {
    expect(mulberry32(1)()).not.toBe(mulberry32(2)());
    const random = mulberry32(1);
    const counts = Array.from({ length: 10 }, () => 0);
    for (let i = 0; i < 10_000; i++) {
      const bin = Math.floor(random() * 10);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
});

describe('evaluate', () => {
  it('counts what it measures', () => {
    const rows = [
      ...task('a', [
        [0.9, 1],
        [0.2, 0],
        [0.3, 0],
        [0.4, 0],
      ]),
      ...task('b', [[0.4, 0]]),
    ];
    const { report } = evaluate(rows, { resamples: 50, seed: 1, maxK: 3 });
    expect(report.counts).toEqual({ candidates: 5, resolved: 1, tasks: 2, tasksWithBothLabels: 1 });
    expect(report.measures.auc.value).toBe(1);
    expect(report.measures.withinSubmissionAuc).toEqual({ value: null, interval: null });
    expect(report.bestOfK.map(point => point.k)).toEqual([1, 2, 3]);
    expect(report.selection).toMatchObject({ efficiency: 1, tasks: 1 });
  });

  it('has measures without a value for no rows', () => {
    const { report } = evaluate([]);
    expect(Object.values(report.measures)).toEqual(
      Array.from({ length: 6 }, () => ({ value: null, interval: null })),
    );
    expect(report).toMatchObject({ bestOfK: [], selection: null, counts: { candidates: 0, tasks: 0 } });
  });
});

describe('the advantage of scores over others', () => {
  const options = { resamples: 200, seed: 1, maxK: 1 };
  /** Tasks of four; the higher the skill, the more of them have the resolved one on top. */
  const rows = (skill: number): LabelledScore[] =>
    Array.from({ length: 40 }, (_, i) =>
      task(
        `t${String(i).padStart(2, '0')}`,
        [
          [i < skill ? 0.9 : 0.1, 1],
          [0.5, 0],
          [0.4, 0],
          [0.3, 0],
        ],
        's',
      ),
    ).flat();

  it('is the difference of each measure, with an interval of the difference', () => {
    const {
      auc,
      withinTaskAuc: within,
      selectionEfficiency,
    } = advantage(evaluate(rows(30), options), evaluate(rows(20), options));
    expect(auc.value).toBeCloseTo(10 / 40, 12);
    expect(within.value).toBeCloseTo(10 / 40, 12);
    // (selected - 1/4) / (1 - 1/4)
    expect(selectionEfficiency.value).toBeCloseTo((10 / 40) * (4 / 3), 12);
    // Ten of forty tasks differ: the difference alone spreads by sqrt(1/4 · 3/4 / 40) = 0.068.
    expect(within.interval?.low).toBeGreaterThan(0.25 - 3 * 0.068);
    expect(within.interval?.high).toBeLessThan(0.25 + 3 * 0.068);
    expect(within.interval?.low).toBeLessThan(0.25);
  });

  it('is nothing, for certain, over the same scores: the resamples are paired', () => {
    const { auc } = advantage(evaluate(rows(20), options), evaluate(rows(20), options));
    expect(auc).toEqual({ value: 0, interval: { low: 0, high: 0 } });
  });

  it('has no value where one side has none, and refuses other candidates', () => {
    const oneLabel = evaluate(task('t', [[0.5, 1]]), options);
    expect(advantage(oneLabel, oneLabel).auc).toEqual({ value: null, interval: null });
    expect(() => advantage(oneLabel, evaluate(rows(20), options))).toThrow(RangeError);
  });
});

describe('folds of repositories', () => {
  it('are about equally large, the largest repository first', () => {
    const sizes = new Map([
      ['small', 10],
      ['largest', 100],
      ['middle', 60],
      ['other', 50],
    ]);
    expect(repositoryFolds(sizes, 2)).toEqual([
      ['largest', 'small'],
      ['middle', 'other'],
    ]);
    expect(repositoryFolds(new Map([...sizes].reverse()), 2)).toEqual(repositoryFolds(sizes, 2));
  });

  it('are fewer where there are fewer repositories', () => {
    expect(repositoryFolds(new Map([['one', 1]]), 5)).toEqual([['one']]);
    expect(repositoryFolds(new Map(), 5)).toEqual([]);
  });
});
