import { describe, expect, it } from 'vitest';
import { changesCode } from '../../../../src/core/patch/changesCode';
import { codeChange } from '../../../../src/core/patch/codeChange';
import { createFilePatch } from '../../../../src/core/patch/createFilePatch';
import { pathOf, type FilePatch, type HunkLine } from '../../../../src/core/patch/patch';

const source = createFilePatch('src/a.py', 'x = 1\n', 'x = 2\n');
const test = createFilePatch('tests/test_a.py', null, 'assert x == 2\n');
const document = createFilePatch('README.md', '# A\n', '# B\n');
const comment = createFilePatch('src/b.py', 'y = 1\n', '# why\ny = 1\n');
const read = (...files: FilePatch[]) =>
  codeChange({ files, problems: [] }).files.map(file => [pathOf(file), file.hunks.length]);

const linesRead = (file: FilePatch) =>
  codeChange({ files: [file], problems: [] }).files.flatMap(({ hunks }) =>
    hunks.flatMap(({ lines }) => lines.map(({ kind, text }) => [kind, text])),
  );

describe('the change of code', () => {
  it('is without the tests and documents that come with it, whatever becomes of them', () => {
    expect(read(test, source, document, comment)).toEqual([['src/a.py', 1]]);
    const gone = createFilePatch('tests/test_b.py', 'assert x\n', null);
    const renamed: FilePatch = { ...test, status: 'renamed', oldPath: 'tests/test_c.py', hunks: [] };
    const picture: FilePatch = { ...document, newPath: 'docs/a.png', oldPath: null, binary: true, hunks: [] };
    expect(read(gone, renamed, picture, source)).toEqual([['src/a.py', 1]]);
  });

  it('names the files and nothing of them where there is no code', () => {
    expect(read(test, document)).toEqual([
      ['tests/test_a.py', 0],
      ['README.md', 0],
    ]);
  });

  it('is without the comments behind code that it adds, changes or removes', () => {
    const before = 'x = 1\ny = 2  # old\nz = 3  # gone\nend\n';
    const after = 'x = 1  # why\ny = 2  # new\nz = 3\nw = 4  # more\nend\n';
    const file = createFilePatch('src/a.py', before, after);
    expect(linesRead(file)).toEqual([
      ['context', 'x = 1'],
      ['context', 'y = 2  # old'],
      ['context', 'z = 3  # gone'],
      ['added', 'w = 4'],
      ['context', 'end'],
    ]);
    const explained = createFilePatch('src/a.py', before, before.replace('x = 1', 'x = 1  # correct'));
    expect(codeChange({ files: [explained], problems: [] }).files[0]?.hunks).toEqual([]);
    expect(explained.hunks.map(hunk => changesCode(explained, hunk))).toEqual([false]);
  });

  it('says of each hunk whether it is read', () => {
    const hunks = [source, test, document, comment].map(file =>
      file.hunks.map(hunk => changesCode(file, hunk)),
    );
    expect(hunks).toEqual([[true], [false], [false], [false]]);
    const gone = createFilePatch('src/b.py', '# why\n', null);
    expect(gone.hunks.map(hunk => changesCode(gone, hunk))).toEqual([true]);
  });

  it('is without what becomes of documentation', () => {
    const before = 'def f(x):\n    """Old."""\n    return x\n';
    const after = 'def f(x):\n    """New.\n\n    And more.\n    """\n    return x + 1\n';
    const file = createFilePatch('src/a.py', before, after);
    expect(linesRead(file)).toEqual([
      ['context', 'def f(x):'],
      ['context', '    """Old."""'],
      ['removed', '    return x'],
      ['added', '    return x + 1'],
    ]);
    const reworded = createFilePatch('src/a.py', before, before.replace('Old', 'New'));
    expect(reworded.hunks.map(hunk => changesCode(reworded, hunk))).toEqual([false]);
    const gone = createFilePatch('src/a.py', before, 'x = 1\n');
    expect(linesRead(gone).map(([kind]) => kind)).toEqual([...['removed', 'removed', 'removed'], 'added']);
  });

  it('reads documentation where it cannot be left out without leaving half of it', () => {
    const shifted: FilePatch = {
      ...source,
      hunks: [
        {
          ...{ oldStart: 10, oldLines: 5, newStart: 10, newLines: 10, section: '' },
          lines: [
            ...line('context', 'def f():', '    """'),
            ...line('added', '    New.', '    """', '    return 2', 'def f():', '    """'),
            ...line('context', '    Old.', '    """', '    return 1'),
          ],
        },
      ],
    };
    const kept = codeChange({ files: [shifted], problems: [] }).files[0]?.hunks[0]?.lines ?? [];
    expect(kept.map(({ text }) => text)).toEqual(shifted.hunks[0]?.lines.map(({ text }) => text));
  });
});

function line(kind: HunkLine['kind'], ...texts: string[]): HunkLine[] {
  return texts.map(text => ({ kind, text, noNewline: false }));
}
