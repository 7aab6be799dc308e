import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parsePatch } from '../../../src/core/patch/parsePatch';
import { sectionHeadings } from '../../../src/core/patch/sectionHeadings';
import { TestRepository } from '../../unit/platform/repository';

const line = fc.oneof(
  fc.constantFrom(
    '',
    '    return x',
    '# note',
    'def f(x):',
    'class A {',
    '_private = 1 \t',
    '$x = 2;\r',
    '}',
  ),
  fc.constantFrom('é = 1', `long_${'n'.repeat(100)}`, `wide_${'é'.repeat(60)}`, `a${' '.repeat(90)}b`),
);
const texts = fc.tuple(
  fc.array(line, { minLength: 1, maxLength: 60 }),
  fc.array(fc.tuple(fc.nat(60), fc.constantFrom(0, 1), fc.array(line, { maxLength: 2 })), { maxLength: 4 }),
);

let repository: TestRepository;
beforeAll(() => {
  repository = new TestRepository();
});
afterAll(() => repository.remove());

it('gives hunks the headings that git gives them', () => {
  fc.assert(
    fc.property(texts, ([before, edits]) => {
      const after = [...before];
      for (const [at, cut, put] of edits) after.splice(at % (after.length + 1), cut, ...put);
      const old = `${before.join('\n')}\n`;
      repository.write({ 'a.txt': old });
      repository.git('add', 'a.txt');
      repository.write({ 'a.txt': `${after.join('\n')}\n` });
      const hunks = parsePatch(repository.git('diff', '--', 'a.txt')).files.flatMap(file => file.hunks);
      const starts = hunks.map(({ oldStart }) => oldStart);
      // Older versions of git cut in the middle of a character.
      const sections = hunks.map(({ section }) => section.replace(/\uFFFD$/, ''));
      expect(sectionHeadings(old, starts)).toEqual(sections);
    }),
    { numRuns: 40 },
  );
});
