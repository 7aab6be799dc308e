import { describe, expect, it } from 'vitest';
import { fitBudget, type BudgetedLine } from '../../../../src/core/render/fitBudget';
import type { InputLine } from '../../../../src/core/render/modelInput';

/** A line costs what its text says, a line without a number one. */
const cost = ({ text }: InputLine): number => Number(text.split(' ')[1] ?? 1);

function line(mark: BudgetedLine['mark'], text: string, priority: number, distance = 0): BudgetedLine {
  return { mark, text, path: 'a.py', priority, distance };
}

const fit = (lines: readonly BudgetedLine[], budget: number) => {
  const { lines: kept, dropped } = fitBudget(lines, cost, budget);
  return { kept: kept.map(({ mark, text }) => (mark === 'cut' ? 'cut' : text)), dropped };
};

describe('a budget', () => {
  const lines = [
    line('context', 'far 2', 3, 9),
    line('context', 'near 2', 3, 1),
    line('added', 'first 2', 1),
    line('added', 'second 2', 1),
    line('scope', 'scope 2', 2),
  ];

  it.each([
    [10, ['far 2', 'near 2', 'first 2', 'second 2', 'scope 2']],
    [9, ['near 2', 'first 2', 'second 2', 'scope 2']],
    [8, ['near 2', 'first 2', 'second 2', 'scope 2']],
    [6, ['first 2', 'second 2', 'scope 2']],
    [4, ['first 2', 'second 2']],
    [3, ['first 2', 'cut']],
    [2, ['first 2']],
  ])(
    'of %i is spent by priority, then by distance, then in order; what is kept stays in its place',
    (budget, kept) => {
      expect(fit(lines, budget).kept).toEqual(kept);
    },
  );

  it('is not spent on a lesser line because it happens to be short', () => {
    expect(fit([line('added', 'long 9', 1), line('context', 'short 1', 2)], 5).kept).toEqual(['cut']);
  });

  it('has one mark for each run of missing changes, none for missing context', () => {
    const some = [
      line('removed', 'a 3', 2),
      line('added', 'b 3', 2),
      line('context', 'c 1', 1),
      line('added', 'd 3', 2),
      line('context', 'e 1', 1),
      line('context', 'f 3', 2),
    ];
    expect(fit(some, 4).kept).toEqual(['cut', 'c 1', 'cut', 'e 1']);
    expect(fit(some, 3).kept).toEqual(['cut', 'c 1', 'e 1']);
    expect(fit(some, 2).kept).toEqual(['c 1', 'e 1']);
  });

  it('that does not suffice is told by what is missing, file by file', () => {
    const other = [
      // Its name is not a line of it.
      { ...line('file', 'b.py', 2), path: 'b.py' },
      { ...line('added', 'x 9', 2), path: 'b.py' },
    ];
    expect(fit([...lines, ...other], 2).dropped).toEqual([
      { path: 'a.py', what: 'context', lines: 2 },
      { path: 'a.py', what: 'lines', lines: 1 },
      { path: 'a.py', what: 'scope', lines: 1 },
      { path: 'b.py', what: 'lines', lines: 1 },
    ]);
  });

  it('shows 240 characters of a line', () => {
    const { kept } = fit([line('added', 'y'.repeat(1_000), 1)], 5);
    expect(kept).toEqual(['y'.repeat(240)]);
  });
});
