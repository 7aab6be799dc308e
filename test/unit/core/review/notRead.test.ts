import { describe, expect, it } from 'vitest';
import { createFilePatch } from '../../../../src/core/patch/createFilePatch';
import type { FilePatch } from '../../../../src/core/patch/patch';
import { unseenBaseNotes } from '../../../../src/core/review/notRead';

const edited = (path: string): FilePatch => createFilePatch(path, 'a\n', 'b\n');

describe('what was judged by its diff alone', () => {
  it('is nothing where the base of every source file is at hand', () => {
    expect(unseenBaseNotes([edited('src/a.ts')], { 'src/a.ts': 'a\n' })).toEqual([]);
  });

  it('names a file whose base is not, and counts the others', () => {
    expect(unseenBaseNotes([edited('src/a.ts')], {})).toEqual([
      'Judged by the diff alone, without the code around it: src/a.ts (no content from before the change is at hand, or too much).',
    ]);
    expect(unseenBaseNotes([edited('a.ts'), edited('b.py'), edited('c.go')], { 'b.py': 'a\n' })).toEqual([
      expect.stringContaining(': a.ts and 1 more (no content'),
    ]);
  });

  it('says of a language without a grammar that it is not read, whether its base is at hand or not', () => {
    for (const base of [{}, { 'src/A.kt': 'a\n' }])
      expect(unseenBaseNotes([edited('src/A.kt')], base)).toEqual([
        'Judged by the diff alone, without the code around it: src/A.kt (in a language that the model does not read).',
      ]);
  });

  it('is silent of documents, settings and tests, and of what is added, deleted or merely renamed', () => {
    const renamed: FilePatch = { ...edited('new/a.ts'), status: 'renamed', oldPath: 'old/a.ts', hunks: [] };
    const added = createFilePatch('new.ts', null, 'b\n');
    const deleted = createFilePatch('old.ts', 'a\n', null);
    expect(
      unseenBaseNotes(
        [edited('README.md'), edited('a.json'), edited('test/a.kt'), added, deleted, renamed],
        {},
      ),
    ).toEqual([]);
  });
});
