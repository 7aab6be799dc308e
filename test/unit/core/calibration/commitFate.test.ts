import { describe, expect, it } from 'vitest';
import { commitFates, type HistoryCommit } from '../../../../src/core/calibration/commitFate';
import { parsePatch } from '../../../../src/core/patch/parsePatch';

const DAY = 24 * 3600;
const id = (letter: string) => letter.repeat(40);
const diff = (removed: string, added: string) =>
  parsePatch(`--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-${removed}\n+${added}\n`);
const commit = (
  letter: string,
  day: number,
  message: string,
  removed: string,
  added: string,
): HistoryCommit => ({
  id: id(letter),
  time: day * DAY,
  message,
  patch: diff(removed, added),
});

describe('what became of a commit', () => {
  const first = commit('a', 0, 'Count items', 'nothing = None', 'total = len(items) + 1');

  it.each([
    [
      'a revert that names it',
      commit('b', 3, `Revert "Count items"\n\nThis reverts commit ${id('a')}.`, 'x', 'y'),
      'reverted',
    ],
    [
      'a revert long after',
      commit('b', 90, `Revert\n\nThis reverts commit ${'a'.repeat(12)}.`, 'x', 'y'),
      'reverted',
    ],
    [
      'a fix of its lines',
      commit('b', 3, 'fix: off by one', 'total = len(items) + 1', 'total = len(items)'),
      'quicklyFixed',
    ],
    [
      'a fix of other lines',
      commit('b', 3, 'Fix spelling', 'messge = "x" + name', 'message = "x" + name'),
      'kept',
    ],
    ['a fix too late', commit('b', 30, 'Fix count', 'total = len(items) + 1', 'total = len(items)'), 'kept'],
    [
      'a feature on its lines',
      commit('b', 3, 'Add prefix option', 'total = len(items) + 1', 'total = f(items)'),
      'kept',
    ],
  ])('by %s', (_, later, kind) => {
    expect(commitFates([first, later], 100 * DAY).get(first.id)).toEqual({ kind });
  });

  it('counts two weeks to the second: a fix within them, and what has stood for them', () => {
    const late = (seconds: number): HistoryCommit => {
      const fix = commit('b', 14, 'Fix count', 'total = len(items) + 1', 'total = len(items)');
      return { ...fix, time: fix.time + seconds };
    };
    const fate = (commits: readonly HistoryCommit[], now: number) => commitFates(commits, now).get(first.id);
    expect(fate([first, late(0)], 100 * DAY)).toEqual({ kind: 'quicklyFixed' });
    expect(fate([first, late(1)], 100 * DAY)).toEqual({ kind: 'kept' });
    expect(fate([first], 14 * DAY)).toEqual({ kind: 'kept' });
    expect(fate([first], 14 * DAY - 1)).toBeNull();
  });

  it('is told by the lines that a fix takes out, in whatever column, not by those it stands beside', () => {
    const line = 'total = len(items) + 1';
    const start = 1_700_000_000;
    const fateBy = (patch: string) => {
      const fix = { ...commit('b', 0, 'Fix count', 'x', 'y'), time: start + DAY, patch: parsePatch(patch) };
      return commitFates([{ ...first, time: start }, fix], start + 100 * DAY).get(first.id)?.kind;
    };
    const head = '--- a/x.py\n+++ b/x.py\n';
    expect(fateBy(`${head}@@ -1 +1 @@\n-    ${line}\n+pass\n`)).toBe('quicklyFixed');
    expect(fateBy(`${head}@@ -1,2 +1,2 @@\n ${line}\n-a = None\n+a = 1\n`)).toBe('kept');
    expect(fateBy(`${head}@@ -1 +1,2 @@\n a\n+${line}\n`)).toBe('kept');
    expect(fateBy(`--- a/y.py\n+++ b/y.py\n@@ -1 +1 @@\n-${line}\n+pass\n`)).toBe('kept');
  });

  it('is not told by lines that every file has', () => {
    const short = commit('a', 0, 'Leave early', 'x', '    return');
    const fix = commit('b', 1, 'Fix count', '    return', 'y');
    expect(commitFates([short, fix], 100 * DAY).get(short.id)).toEqual({ kind: 'kept' });
  });

  it('is reverted by the beginning of its id, not by its end', () => {
    const one = { ...first, id: `${'a'.repeat(10)}${'b'.repeat(30)}` };
    const reverts = (name: string) => commit('c', 1, `This reverts commit ${name}.`, 'x', 'y');
    const fate = (name: string) => commitFates([one, reverts(name)], 100 * DAY).get(one.id)?.kind;
    expect(fate('a'.repeat(8))).toBe('reverted');
    expect(fate('b'.repeat(8))).toBe('kept');
  });

  it('is not a fix by itself, nor by what came before it', () => {
    const line = 'total = len(items) + 1';
    const before = commit('b', 0, 'Fix count', line, 'nothing = None');
    const moves = { ...commit('c', 1, 'Fix order', line, line), id: id('c') };
    const fates = commitFates([before, moves], 100 * DAY);
    expect(fates.get(id('c'))).toEqual({ kind: 'kept' });
  });

  it('is told of the thousands that a busy repository makes in two weeks', () => {
    const lines = (word: string, at: number) =>
      Array.from({ length: 150 }, (_, i) => `${word}${at}_${i} = compute(${i})`);
    const commits = Array.from({ length: 2_000 }, (_, at): HistoryCommit => {
      const [removed, added] = [lines('before', at), lines('after', at)];
      const text = `--- a/x.py\n+++ b/x.py\n@@ -1,150 +1,150 @@\n-${removed.join('\n-')}\n+${added.join('\n+')}\n`;
      const message = at % 2 === 0 ? 'Fix' : 'Add';
      return { id: `${at}`.padStart(40, '0'), time: at * 600, message, patch: parsePatch(text) };
    });
    const fix = commit('f', 14, 'Fix count', 'after1999_7 = compute(7)', 'total = 7');
    const fates = commitFates([...commits, fix], 100 * DAY);
    expect([...fates].filter(([, fate]) => fate?.kind === 'quicklyFixed')).toEqual([
      ['1999'.padStart(40, '0'), { kind: 'quicklyFixed' }],
    ]);
  });

  it('is not known of the youngest, nor of a revert', () => {
    const revert = commit('b', 1, `This reverts commit ${id('c')}.`, 'x', 'y');
    const fates = commitFates([revert, commit('d', 95, 'New', 'a', 'b')], 100 * DAY);
    expect([...fates.values()]).toEqual([null, null]);
  });
});
