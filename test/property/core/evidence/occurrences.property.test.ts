import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { occurrencesIn } from '../../../../src/core/evidence/occurrences';

/** Few characters, so that names occur: of names, between names, and of two code units. */
const character = fc.constantFrom('a', 'b', '_', '$', 'é', '1', ' ', '.', '?', '!', '\n', '😀', '𝒳');
const text = fc.array(character, { maxLength: 60 }).map(parts => parts.join(''));

/** As the words say it: the name, with no character of a name before it or after it. Read by UTF-16 unit, without overlaps. */
function byDefinition(name: string, of: string): number {
  const part = (unit: string | undefined) => unit !== undefined && /^[\p{L}\p{N}_$]$/u.test(unit);
  let count = 0;
  for (let at = 0; at + name.length <= of.length;) {
    const here = of.startsWith(name, at);
    if (here && !part(of[at - 1]) && !part(of[at + name.length])) count++;
    at += here ? name.length : 1;
  }
  return count;
}

describe('how often a name stands in a text', () => {
  it('is the same by counted words and by search', () => {
    fc.assert(
      fc.property(text, fc.array(text, { minLength: 1, maxLength: 8 }), (of, names) => {
        const count = occurrencesIn(of);
        for (const name of names.filter(one => one !== '')) expect(count(name)).toBe(byDefinition(name, of));
        for (const [word] of of.matchAll(/[ab_$é1]+/gu)) expect(count(word)).toBe(byDefinition(word, of));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['total', 'total(total_1, subtotal, $total, total)', 2],
    ['valid?', 'valid? and invalid? or valid?', 2],
    ['a.b', 'a.b a.bc xa.b', 1],
    ['x', '', 0],
  ])('counts whole words: %s in "%s"', (name, of, count) => {
    expect(occurrencesIn(of)(name)).toBe(count);
  });
});
