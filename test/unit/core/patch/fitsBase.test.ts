import { describe, expect, it } from 'vitest';
import { fitsBase } from '../../../../src/core/patch/fitsBase';
import { parsePatch } from '../../../../src/core/patch/parsePatch';

const change = '--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n x = 1\n-y = 2\n+y = 3\n';
const added = '--- /dev/null\n+++ b/new.py\n@@ -0,0 +1 @@\n+z = 1\n';

describe('fitsBase', () => {
  it.each([
    ['a change of lines that are there', change, { 'a.py': 'x = 1\ny = 2\n' }, 'fits'],
    ['lines that have moved', change, { 'a.py': '\n\n\nx = 1\ny = 2\n' }, 'fits'],
    [
      'other lines',
      change,
      { 'a.py': 'x = 1\ny = 4\n' },
      'a.py has different lines where the change belongs',
    ],
    ['a file that is not known', change, {}, 'unknown'],
    ['a new file', added, {}, 'fits'],
    ['a new file that is there', added, { 'new.py': '' }, 'new.py exists already'],
    ['one that does not fit beside one unknown', change + added, { 'new.py': '' }, 'new.py exists already'],
    ['a name of every object', change.replaceAll('a.py', 'toString'), {}, 'unknown'],
    ['half a diff', `${change}@@ -9`, { 'a.py': 'x = 1\ny = 2\n' }, 'unknown'],
  ])('of %s', (_, patch, files: Readonly<Record<string, string>>, expected) => {
    const fit = fitsBase(parsePatch(patch), files);
    expect(fit.kind === 'unfit' ? fit.reason : fit.kind).toBe(expected);
  });
});
