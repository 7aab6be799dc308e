import { describe, expect, it } from 'vitest';
import { createFilePatch } from '../../../../src/core/patch/createFilePatch';
import type { FilePatch } from '../../../../src/core/patch/patch';
import { readingNotes } from '../../../../src/core/scoring/readingNotes';

const edited = (path: string): FilePatch => createFilePatch(path, 'a\n', 'b\n');

describe('what was judged by its diff alone', () => {
  it('is nothing where the base of every source file is at hand', () => {
    expect(readingNotes([edited('src/a.ts')], { 'src/a.ts': 'a\n' })).toEqual([]);
  });

  it('names a file whose base is not, and counts the others', () => {
    expect(readingNotes([edited('src/a.ts')], {})).toEqual([
      'Judged by the diff alone, without the code around it: src/a.ts (the content before the change is missing or too much to read).',
    ]);
    expect(readingNotes([edited('a.ts'), edited('b.py'), edited('c.go')], { 'b.py': 'a\n' })).toEqual([
      expect.stringContaining(': a.ts and 1 more (the content'),
    ]);
  });

  it('says of a language without a grammar that it is not read, whether its base is at hand or not', () => {
    for (const base of [{}, { 'src/A.kt': 'a\n' }])
      expect(readingNotes([edited('src/A.kt')], base)).toEqual([
        'Judged by the diff alone, without the code around it: src/A.kt (in a language that cannot be parsed).',
      ]);
  });

  it('is silent of settings, and of what is added, deleted or merely renamed', () => {
    const renamed: FilePatch = { ...edited('new/a.ts'), status: 'renamed', oldPath: 'old/a.ts', hunks: [] };
    const added = createFilePatch('new.ts', null, 'b\n');
    const deleted = createFilePatch('old.ts', 'a\n', null);
    expect(readingNotes([edited('a.json'), added, deleted, renamed], {})).toEqual([]);
  });
});

it('tests and documents are said once not to be read, whether their base is at hand or not', () => {
  const sentence = 'Tests, documents and generated files that come with a change are not read.';
  for (const file of ['README.md', 'test/a.kt', 'uv.lock'])
    expect(readingNotes([edited('a.json'), edited(file)], {})).toEqual([sentence]);
  const code = 'pub fn a() {}\n';
  const tests = createFilePatch('a.rs', code, `${code}#[cfg(test)]\nmod tests {\n    use super::*;\n}\n`);
  expect(readingNotes([tests], { 'a.rs': code })).toEqual([sentence]);
  expect(readingNotes([edited('README.md'), edited('test/a.kt')], {})).toEqual([sentence]);
});
