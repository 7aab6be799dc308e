import { describe, expect, it } from 'vitest';
import { parsePatch } from '../../../../src/core/patch/parsePatch';
import { blindNames } from '../../../../src/core/ranking/blindNames';
import { differenceOf } from '../../../../src/core/ranking/difference';
import { EMPTY_RANKING, withUnscored } from '../../../../src/core/ranking/rank';
import { notScored } from '../../../../src/core/scoring/notScored';

const python = (body: string) =>
  `--- a/shop.py\n+++ b/shop.py\n@@ -1,3 +1,5 @@ class Cart:\n     def total(self, items):\n${body}         return sum(i.price for i in items)\n`;
const plain = python('+        items = list(items)\n');
const guarded = python('+        if items is None:\n+            return 0\n');

describe('differenceOf', () => {
  it('names the guards that only one adds, as written', () => {
    const { first, second } = differenceOf(parsePatch(guarded), parsePatch(plain));
    expect(first.guards).toEqual(['if items is None:']);
    expect(second.guards).toEqual([]);
    expect([first.addedLines, second.addedLines]).toEqual([2, 1]);
  });

  it('names files and functions that only one changes', () => {
    const other = `${plain}--- a/src/print.ts\n+++ b/src/print.ts\n@@ -3,3 +3,3 @@\n export function show(sum: number): string {\n-  return '';\n+  return String(sum);\n }\n`;
    const { first, second } = differenceOf(parsePatch(other), parsePatch(plain));
    expect(first).toMatchObject({ files: ['src/print.ts'], functions: ['show'], guards: [] });
    expect(second).toMatchObject({ files: [], functions: [], guards: [] });
  });

  it('takes no loop, no call, no comment and no moved line for a guard', () => {
    const others = [
      '+        for i in items:\n+            return i\n',
      '+        raise_price(items)\n',
      '+        # if items is None: return 0\n',
      '-        if items is None:\n-            return 0\n+        if items is None:\n+                return 0\n',
      '-        if items == None:\n+            if items == None:\n',
      '+        if verbose:\n+            log(items)\n+        done()\n',
      '+        if items:\n+            log()\n+            log()\n+            return 0\n',
      '         if items is None:\n             return 0\n+        items = list(items)\n',
      `+        assert items, "${'x'.repeat(400)}"\n`,
    ];
    for (const body of others)
      expect(differenceOf(parsePatch(python(body)), parsePatch(plain)).first.guards).toEqual([]);
  });

  it.each([
    ['assert items', 'assert items'],
    ['if (!items) return 0;', 'if (!items) return 0;'],
    ['} catch (error) {', '} catch (error)'],
    ['const n = cart?.items ?? [];', 'const n = cart?.items ?? [];'],
    ['if err != nil { return err }', 'if err != nil { return err }'],
    ['if items:\n+            log()\n+            return 0', 'if items:'],
  ])('knows %j for a guard', (line, guard) => {
    expect(differenceOf(parsePatch(python(`+        ${line}\n`)), parsePatch(plain)).first.guards).toEqual([
      guard,
    ]);
  });

  it('takes nothing for a guard in what is no program', () => {
    const workflow = parsePatch(guarded.replaceAll('shop.py', 'workflow.yml'));
    expect(differenceOf(workflow, parsePatch(plain)).first.guards).toEqual([]);
  });

  it('names no function that merely stands beside the change', () => {
    const [one, two] = ['one', 'two'].map(name => ` def ${name}():\n     pass\n`);
    const patch = parsePatch(`--- a/a.py\n+++ b/a.py\n@@ -1,4 +1,5 @@\n${one}${two}+    return 2\n`);
    expect(differenceOf(patch, parsePatch(plain)).first.functions).toEqual(['two']);
  });

  it('tells of tests that there are some, where the other has none, and of documents and comments nothing', () => {
    const file = (path: string, ...lines: readonly string[]) =>
      `--- a/${path}\n+++ b/${path}\n@@ -1 +1,${lines.length + 1} @@\n first\n${lines.map(line => `+${line}\n`).join('')}`;
    const code = file('shop.py', 'items = list(items)');
    const test = file('tests/test_shop.py', 'def test_total():', '    assert total(None) == 0');
    const { first, second } = differenceOf(
      parsePatch(
        file('shop.py', '# May be an iterator.', 'items = list(items)') + test + file('CHANGES.md', 'A fix'),
      ),
      parsePatch(code),
    );
    expect(first).toEqual({ ...second, tests: true });
    expect(first).toMatchObject({ files: [], functions: [], guards: [], addedLines: 1, removedLines: 0 });
    expect(differenceOf(parsePatch(test), parsePatch(code)).first).toMatchObject({ files: [], tests: true });
    const both = differenceOf(parsePatch(code + test), parsePatch(code + test.replaceAll('shop', 'cart')));
    expect([both.first.tests, both.second.tests]).toEqual([false, false]);
  });

  it('finds none between a patch and itself', () => {
    const { first, second } = differenceOf(parsePatch(guarded), parsePatch(guarded));
    expect([...first.files, ...first.functions, ...first.guards, ...second.guards]).toEqual([]);
  });
});

describe('withUnscored', () => {
  it('puts what has no score last, in the order given', () => {
    const verdict = notScored('doesNotApply', 'a.py has other lines');
    const { groups } = withUnscored(EMPTY_RANKING, [
      { id: 'x', verdict },
      { id: 'y', verdict },
    ]);
    expect(groups.map(({ rank, members }) => [rank, members])).toEqual([
      [1, ['x']],
      [2, ['y']],
    ]);
    expect(verdict.message).toBe(
      'The change does not apply to its base (a.py has other lines); make the diff again from that base.',
    );
  });
});

describe('blindNames', () => {
  it('are letters by place, beyond Z too, with a number for equivalent ones', () => {
    const groups = Array.from({ length: 28 }, (_, i) => ({
      rank: i + 1,
      members: i === 1 ? ['b', 'c'] : [`m${i}`],
      verdict: notScored('emptyPatch'),
      margin: null,
    }));
    const names = blindNames({ ...EMPTY_RANKING, groups });
    expect([names.get('m0'), names.get('b'), names.get('c'), names.get('m26'), names.get('m27')]).toEqual([
      'Candidate A',
      'Candidate B 1',
      'Candidate B 2',
      'Candidate AA',
      'Candidate AB',
    ]);
  });
});
