import { describe, expect, it } from 'vitest';
import { applyFilePatch } from '../../../../src/core/patch/applyFilePatch';
import { createFilePatch } from '../../../../src/core/patch/createFilePatch';
import { parsePatch } from '../../../../src/core/patch/parsePatch';
import type { FilePatch } from '../../../../src/core/patch/patch';

function file(hunks: string): FilePatch {
  return parsePatch(`--- a/x\n+++ b/x\n${hunks}`).files[0]!;
}

const numbers = (count: number): string =>
  Array.from({ length: count }, (_, i) => `line ${i + 1}\n`).join('');

describe('applyFilePatch', () => {
  const change = file('@@ -2,3 +2,3 @@\n line 2\n-line 3\n+LINE 3\n line 4\n');

  it('applies where the numbers say', () => {
    expect(applyFilePatch(numbers(6), change)).toBe(numbers(6).replace('line 3', 'LINE 3'));
  });

  it('finds a hunk that has moved', () => {
    const moved = `new\nnew\n${numbers(6)}`;
    expect(applyFilePatch(moved, change)).toBe(moved.replace('line 3', 'LINE 3'));
  });

  it('gives null when the context differs', () => {
    expect(applyFilePatch(numbers(6).replace('line 4', 'line four'), change)).toBeNull();
    expect(applyFilePatch('', change)).toBeNull();
  });

  it('keeps carriage returns of the base under a patch that lost them', () => {
    const base = numbers(6).replaceAll('\n', '\r\n');
    expect(applyFilePatch(base, change)).toBe(base.replace('line 3', 'LINE 3'));
  });

  it('keeps the byte order mark of the base under a patch without one, and the other way round', () => {
    const first = file('@@ -1,2 +1,2 @@\n-line 1\n+LINE 1\n line 2\n');
    expect(applyFilePatch(`\ufeff${numbers(3)}`, first)).toBe(
      `\ufeff${numbers(3).replace('line 1', 'LINE 1')}`,
    );
    const marked = file('@@ -1,2 +1,2 @@\n-\ufeffline 1\n+\ufeffLINE 1\n line 2\n');
    expect(applyFilePatch(numbers(3), marked)).toBe(numbers(3).replace('line 1', 'LINE 1'));
  });

  it('has no result for a binary change', () => {
    expect(applyFilePatch('x', { ...change, binary: true, hunks: [] })).toBeNull();
  });

  it('refuses hunks that overlap', () => {
    const twice = file(
      '@@ -2,3 +2,3 @@\n line 2\n-line 3\n+LINE 3\n line 4\n@@ -2,3 +2,3 @@\n line 2\n-line 3\n+x\n line 4\n',
    );
    expect(applyFilePatch(numbers(6), twice)).toBeNull();
  });

  it('ends at once on a start far beyond the file', () => {
    const far = file('@@ -999999999,0 +999999999,1 @@\n+x\n');
    expect(applyFilePatch('a\n', far)).toBe('a\nx\n');
  });
});

describe('createFilePatch', () => {
  it('tells added, deleted and modified files apart, the empty file too', () => {
    expect(createFilePatch('x', null, '')).toMatchObject({ status: 'added', oldPath: null, hunks: [] });
    expect(createFilePatch('x', 'a\n', null)).toMatchObject({ status: 'deleted', newPath: null });
    expect(createFilePatch('x', '', 'a\n')).toMatchObject({
      status: 'modified',
      hunks: [{ oldStart: 0, newStart: 1 }],
    });
  });

  it('replaces the middle as one hunk when texts differ too much for a shortest diff', () => {
    const before = `head\n${Array.from({ length: 4000 }, (_, i) => `old ${i}\n`).join('')}tail\n`;
    const after = before.replaceAll('old', 'new');
    const patch = createFilePatch('x', before, after);
    expect(patch.hunks).toMatchObject([{ oldStart: 1, oldLines: 4002, newStart: 1, newLines: 4002 }]);
    expect(applyFilePatch(before, patch)).toBe(after);
    const grown = createFilePatch('x', null, after.repeat(2));
    expect(grown.hunks).toMatchObject([{ oldStart: 0, oldLines: 0, newStart: 1 }]);
    expect(applyFilePatch('', grown)).toBe(after.repeat(2));
  });
});
