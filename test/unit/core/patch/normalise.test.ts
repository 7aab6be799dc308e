import { describe, expect, it } from 'vitest';
import { equivalent, normalisedChange } from '../../../../src/core/patch/normalise';
import { parsePatch } from '../../../../src/core/patch/parsePatch';
import { withoutHunk } from '../../../../src/core/patch/withoutHunk';

const patch = (hunks: string, path = 'x') => parsePatch(`--- a/${path}\n+++ b/${path}\n${hunks}`);

describe('equivalent', () => {
  const plain = patch('@@ -3,3 +3,3 @@\n a\n-b = 1\n+b = 2\n c\n');

  it.each([
    ['other line numbers', '@@ -30,3 +31,3 @@\n a\n-b = 1\n+b = 2\n c\n'],
    ['other context', '@@ -4 +4 @@\n-b = 1\n+b = 2\n'],
    ['other spaces within a line', '@@ -4 +4 @@\n-b = 1\n+b  =\t2 \n'],
    ['carriage returns', '@@ -4 +4 @@\n-b = 1\r\n+b = 2\r\n'],
    ['an added empty line', '@@ -4 +4,2 @@\n-b = 1\n+\n+b = 2\n'],
  ])('ignores %s', (_, hunks) => expect(equivalent(plain, patch(hunks))).toBe(true));

  it('ignores how a diff interleaves one place', () => {
    const together = patch('@@ -1,2 +1,2 @@\n-a\n-b\n+c\n+d\n');
    const apart = patch('@@ -1,2 +1,2 @@\n-a\n+c\n-b\n+d\n');
    expect(equivalent(together, apart)).toBe(true);
  });

  it('ignores the order of files', () => {
    const [one, two] = ['x', 'y'].map(path => patch('@@ -1 +1 @@\n-a\n+b\n', path).files[0]!);
    expect(normalisedChange({ files: [one!, two!], problems: [] })).toBe(
      normalisedChange({ files: [two!, one!], problems: [] }),
    );
  });

  it.each([
    ['another line', patch('@@ -4 +4 @@\n-b = 1\n+b = 3\n')],
    ['another indentation', patch('@@ -4 +4 @@\n-b = 1\n+    b = 2\n')],
    ['another file', patch('@@ -4 +4 @@\n-b = 1\n+b = 2\n', 'y')],
    [
      'a file more',
      parsePatch('--- a/x\n+++ b/x\n@@ -4 +4 @@\n-b = 1\n+b = 2\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n'),
    ],
  ])('sees %s', (_, other) => expect(equivalent(plain, other)).toBe(false));
});

describe('withoutHunk', () => {
  const two = patch('@@ -1,2 +1,3 @@\n a\n+b\n c\n@@ -9 +10 @@\n-x\n+y\n');

  it('moves the later hunks on the new side alone', () => {
    expect(withoutHunk(two, 'x', 0).files[0]?.hunks).toMatchObject([{ oldStart: 9, newStart: 9 }]);
    expect(withoutHunk(two, 'x', 1).files[0]?.hunks).toEqual([two.files[0]?.hunks[0]]);
  });

  it('leaves out a file without a change, but not a rename', () => {
    expect(withoutHunk(patch('@@ -1 +1 @@\n-x\n+y\n'), 'x', 0).files).toEqual([]);
    const renamed = parsePatch(
      'diff --git a/o b/n\nrename from o\nrename to n\n--- a/o\n+++ b/n\n@@ -1 +1 @@\n-x\n+y\n',
    );
    expect(withoutHunk(renamed, 'n', 0).files).toMatchObject([{ status: 'renamed', hunks: [] }]);
  });

  it('returns the patch when there is no such hunk', () => {
    expect(withoutHunk(two, 'x', 7)).toEqual(two);
    expect(withoutHunk(two, 'z', 0)).toEqual(two);
  });
});
