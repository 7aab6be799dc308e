import { expect, it } from 'vitest';
import { curve, stepStart } from '../../../webview/timeline/curve';

const x = (row: number) => row * 100;
const y = (value: number) => (1 - value) * 100;
const drawn = (...scores: readonly (number | null)[]) =>
  curve(
    scores.map((score, index) => ({ step: index + 1, score })),
    x,
    y,
  );

it('holds a score until the next one', () => {
  expect(drawn()).toBe('');
  expect(drawn(0.4, 0.9)).toBe('M0 60H100V10H1000');
});

it('breaks off where nothing was left to score', () => {
  expect(drawn(0.4, null, null, 0.9)).toBe('M0 60H100M300 10H1000');
  expect(drawn(0.4, null)).toBe('M0 60H100');
  expect(drawn(null, 0.4)).toBe('M100 60H1000');
});

it('gives the last score a width, so that the present one and an undo are seen', () => {
  const of = (...scores: readonly (number | null)[]) =>
    curve(
      scores.map((score, index) => ({ step: index + 1, score })),
      row => stepStart(row, scores.length),
      y,
    );
  expect(of(0.4)).toBe('M0 60H1000');
  expect(of(0.4, 0.9)).toBe('M0 60H500V10H1000');
  expect(of(0.4, null)).toBe('M0 60H500');
});
