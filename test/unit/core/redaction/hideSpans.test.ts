import { expect, it } from 'vitest';
import { hideSpans } from '../../../../src/core/redaction/hideSpans';

const text = 'one two three';
const [one, two, three] = [
  { start: 0, end: 3, kind: 'first' },
  { start: 4, end: 7, kind: 'second' },
  { start: 8, end: 13, kind: 'third' },
] as const;

it('every secret is hidden, in whatever order they were found', () => {
  const hidden = { text: '[hidden: first] [hidden: second] [hidden: third]', hidden: 3 };
  expect(hideSpans(text, [one, two, three])).toEqual(hidden);
  expect(hideSpans(text, [three, one, two])).toEqual(hidden);
});

it('spans that overlap are one secret, as long as both; those that touch are two', () => {
  const over = { start: 2, end: 9, kind: 'over' };
  expect(hideSpans(text, [over, one])).toEqual({ text: '[hidden: first]hree', hidden: 1 });
  expect(hideSpans(text, [two, over])).toEqual({ text: 'on[hidden: over]hree', hidden: 1 });
  expect(
    hideSpans(
      'ab',
      [1, 0].map(start => ({ start, end: start + 1, kind: 'k' })),
    ),
  ).toEqual({
    text: '[hidden: k][hidden: k]',
    hidden: 2,
  });
});

it('what lies outside of the text, or is empty, hides nothing', () => {
  for (const [start, end] of [
    [-1, 3],
    [4, 4],
    [8, 14],
  ] as const)
    expect(hideSpans(text, [{ start, end, kind: 'k' }])).toEqual({ text, hidden: 0 });
});
