import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyFilePatch } from '../../../../src/core/patch/applyFilePatch';
import { changesCode } from '../../../../src/core/patch/changesCode';
import { codeChange } from '../../../../src/core/patch/codeChange';
import { codeOnLine } from '../../../../src/core/patch/commentMarks';
import { createFilePatch } from '../../../../src/core/patch/createFilePatch';
import { addComment, addCommentBehind } from '../../../../src/core/perturbation/addComment';
import { addWhitespace } from '../../../../src/core/perturbation/addWhitespace';

const line = fc.constantFrom(
  'x = 1',
  'y = 2',
  'if x:',
  '    call()',
  '# why',
  '    # how',
  '',
  '  ',
  'z = 3  ',
  'x = 1  # why',
  'y = 2 # how',
  's = "# kept"',
  "z = 3 '# kept",
);
const text = fc
  .tuple(fc.array(line, { maxLength: 25 }), fc.boolean())
  .map(([lines, ended]) => lines.join('\n') + (ended && lines.length > 0 ? '\n' : ''));

const code = (path: string, source: string | null) =>
  source
    ?.split('\n')
    .map(one => codeOnLine(path, one))
    .filter(one => one !== '');

describe('the change of code', () => {
  it('fits the same base and makes the same code', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const file = createFilePatch('a.py', before, after);
        fc.pre(file.hunks.length > 0);
        const [changed] = codeChange({ files: [file], problems: [] }).files;
        expect(changed && code('a.py', applyFilePatch(before, changed))).toEqual(code('a.py', after));
      }),
      { numRuns: 1000 },
    );
  });

  it('is none where only comments, blank lines and spaces at line ends differ', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const file = createFilePatch('a.py', before, after);
        const [changed] = codeChange({ files: [file], problems: [] }).files;
        expect(file.hunks.map(hunk => changesCode(file, hunk)).filter(Boolean)).toHaveLength(
          changed?.hunks.length ?? 0,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('is the same whatever comments and blanks are added to a patch', () => {
    fc.assert(
      fc.property(text, text, fc.string(), (before, after, praise) => {
        const patch = { files: [createFilePatch('a.py', before, after)], problems: [] };
        const comment = praise.replace(/\s/g, ' ');
        const explained = addComment(addCommentBehind(patch, comment) ?? patch, comment);
        const wider = addWhitespace(explained ?? patch);
        fc.pre(wider !== null);
        expect(codeChange(wider)).toEqual(codeChange(patch));
      }),
      { numRuns: 1000 },
    );
  });
});
