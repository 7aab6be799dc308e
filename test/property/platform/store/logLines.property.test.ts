import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEntries, rootEntry, stepEntry } from '../../../../src/platform/store/entries';
import { decodeLines, encodeLine, LOG_SEED } from '../../../../src/platform/store/logLines';
import { ROOT, step } from '../../../unit/platform/store/steps';

function encodeAll(entries: readonly string[]): Buffer {
  let before = LOG_SEED;
  return Buffer.concat(
    entries.map(json => {
      const { bytes, checksum } = encodeLine(json, before);
      before = checksum;
      return bytes;
    }),
  );
}

/** Where the line of each entry ends, in bytes: behind its checksum, a space, itself and a line feed. */
function endsOf(entries: readonly string[]): readonly number[] {
  let end = 0;
  return entries.map(json => (end += 16 + 1 + Buffer.byteLength(json) + 1));
}

const entries = fc.array(
  fc.jsonValue().map(value => JSON.stringify(value)),
  { minLength: 1, maxLength: 12 },
);

describe('a log', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(entries, all => {
        const { lines, rest } = decodeLines(encodeAll(all));
        expect(lines.map(({ json }) => json)).toEqual(all);
        expect(rest).toBe('none');
      }),
    );
  });

  it('cut at any byte shows a prefix, and every line whose last byte is there', () => {
    const all = [
      JSON.stringify(rootEntry(ROOT)),
      ...[1, 2, 3, 4].map(id => JSON.stringify(stepEntry(step(id)))),
    ];
    const bytes = encodeAll(all);
    const ends = endsOf(all);
    for (let length = 0; length <= bytes.length; length++) {
      const { lines, goodBytes, rest } = decodeLines(bytes.subarray(0, length));
      const whole = ends.filter(end => end <= length).length;
      expect(lines.map(({ json }) => json)).toEqual(all.slice(0, whole));
      expect(rest).toBe(goodBytes === length ? 'none' : 'torn');
    }
  });

  it('with any bit flipped shows exactly the lines before it', () => {
    const all = ['{"a":1}', '{"b":"ü"}', '{"c":[true]}'];
    const bytes = encodeAll(all);
    const ends = endsOf(all);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = flipped[bit >> 3]! ^ (1 << (bit & 7));
      const intact = ends.filter(end => end <= bit >> 3).length;
      const { lines, rest } = decodeLines(flipped);
      expect(lines.map(({ json }) => json)).toEqual(all.slice(0, intact));
      expect(rest).not.toBe('none');
    }
  });

  it('with lines lost, doubled or exchanged shows only what came before', () => {
    fc.assert(
      fc.property(entries, fc.nat(), fc.nat(), (all, i, j) => {
        const { lines } = decodeLines(encodeAll(all));
        const texts = lines.map(line => `${line.checksum} ${line.json}\n`);
        const [a, b] = [i % texts.length, j % texts.length];
        const without = texts.filter((_, index) => index !== a);
        const doubled = [...texts.slice(0, a), texts[a]!, ...texts.slice(a)];
        const exchanged = texts.map((text, index) =>
          index === a ? texts[b]! : index === b ? texts[a]! : text,
        );
        for (const changed of [without, doubled, exchanged]) {
          const decoded = decodeLines(Buffer.from(changed.join(''))).lines.map(({ json }) => json);
          expect(decoded.every((json, index) => json === all[index])).toBe(true);
        }
      }),
    );
  });

  it('of arbitrary bytes is read without an exception', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.array(fc.jsonValue(), { maxLength: 4 }),
        (noise, values) => {
          const decoded = decodeLines(
            Buffer.concat([encodeAll(values.map(value => JSON.stringify(value))), noise]),
          );
          readEntries(decoded);
          readEntries(decodeLines(Buffer.from(noise)));
        },
      ),
    );
  });
});
