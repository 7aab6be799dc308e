import { expect, it } from 'vitest';
import { JoinedTexts, joinTexts } from '../../../../src/platform/redaction/joinedTexts';

it('a span is found in each text that it reaches, from where it begins to where it ends there', () => {
  const texts = ['abc', 'def', 'ghi'];
  const joined = new JoinedTexts(texts);
  const at = (part: string) => joined.text.indexOf(part);
  const found = (start: number, end: number) =>
    [...joined.split([{ start, end, kind: 'k' }])].map(([text, spans]) =>
      spans.map(span => text.slice(span.start, span.end)).join('|'),
    );
  expect(texts.map(text => found(at(text), at(text) + 3))).toEqual([['abc'], ['def'], ['ghi']]);
  expect(found(at('e'), at('f'))).toEqual(['e']);
  expect(found(at('bc'), at('hi'))).toEqual(['bc', 'def', 'g']);
  // Between two of them there is nothing.
  expect(found(at('c') + 1, at('d'))).toEqual([]);
});

it('texts are joined up to a length, and a longer one is by itself', () => {
  const counts = (lengths: readonly number[]) =>
    [
      ...joinTexts(
        lengths.map(length => 'x'.repeat(length)),
        10,
      ),
    ].map(({ text }) => text.split('\0').length);
  expect(counts([])).toEqual([]);
  expect(counts([3, 4, 1])).toEqual([2, 1]);
  expect(counts([20, 1, 20])).toEqual([1, 1, 1]);
});
