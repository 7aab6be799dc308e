import { expect, it } from 'vitest';
import { andMore } from '../../../../src/core/text/andMore';

it('names are told up to a number, and how many more there are', () => {
  const names = ['a', 'b', 'c'];
  expect([andMore([]), andMore(['a']), andMore(names)]).toEqual(['', 'a', 'a and 2 more']);
  expect([2, 3].map(told => andMore(names, told))).toEqual(['a, b and 1 more', 'a, b, c']);
});
