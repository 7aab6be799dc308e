import { expect, it } from 'vitest';
import { plain, plainJson } from '../../../src/cli/plain';

it.each([
  ['an escape', '\u001b[2J'],
  ['an escape of one character, as terminals of eight bits take it', '\u009b2J'],
  ['a line end', '\r\n'],
  ['a delete', '\u007f'],
  ['a reversal of what follows', '\u202e'],
  ['a character without a width', '\u200b'],
])('%s cannot reach a terminal', (_, text) => {
  expect(plain(`a${text}b`)).toMatch(/^a\ufffd+(?:\[?2J)?\ufffd*b$/);
});

it('other text stays as it is', () => {
  expect(plain('Größe “x” – ok ✓')).toBe('Größe “x” – ok ✓');
});

it('JSON says the same without a character that a terminal would obey', () => {
  const value = { title: 'a\u001b[2J\u009b2J\u007f\u202eb', lines: ['“x”\n'] };
  const text = plainJson(value);
  expect(JSON.parse(text)).toEqual(value);
  expect(text.split('\n').map(plain).join('\n')).toBe(text);
});
