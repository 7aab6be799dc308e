import { expect, it } from 'vitest';
import { toldApart } from '../../../../src/core/text/toldApart';

const attempt = (n: number) =>
  `experiment/agent-run/accept-more-words-as-boolean-values-attempt-${n}-with-tests`;

it('leaves names as they are that are short enough, and cuts a long one that begins as no other does at its end', () => {
  expect(toldApart(['fix', 'fix-2', 'x'.repeat(60)], 40)).toEqual(['fix', 'fix-2', `${'x'.repeat(39)}…`]);
});

it('leaves out of long names what they share, so that the part in which they differ is seen', () => {
  expect(toldApart([attempt(1), 'fix', attempt(2)], 50)).toEqual([
    'experiment/agent-run…values-attempt-1-with-tests',
    'fix',
    'experiment/agent-run…values-attempt-2-with-tests',
  ]);
});

it('keeps the difference in sight where much comes after it', () => {
  const [one = '', two = ''] = toldApart(
    ['1', '2'].map(n => `${'shared '.repeat(10)}then ${n}${' and more'.repeat(20)}`),
    50,
  );
  expect(one).toMatch(/^shared shared.*…then 1 and more.*…$/);
  expect(two).toMatch(/…then 2/);
  expect([one.length, two.length]).toEqual([50, 50]);
});

it('says the same name twice where there are two of it', () => {
  const [one, two] = toldApart([attempt(1), attempt(1)], 50);
  expect(one).toBe(two);
});

it('tells thousands of names apart that begin alike', () => {
  const names = Array.from({ length: 5_000 }, (_, n) => `${'a'.repeat(200)}${n}`);
  expect(new Set(toldApart(names, 50)).size).toBe(5_000);
});
