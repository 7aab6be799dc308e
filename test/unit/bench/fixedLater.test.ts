import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readFixedLater, type FixedLater } from '../../bench/fixedLater';
import { temporaryFolder } from '../../temporaryFolder';

const WRITTEN = 'total = price * amount';
const MENDED = 'total = price * max(amount, 0)';

const patch = (lines: readonly string[], file = 'cart.py') =>
  `--- a/${file}\n+++ b/${file}\n@@ -1,9 +1,9 @@\n${lines.join('\n')}\n`;
const change = (kind: string, diff: string, repo = 'shop') => ({
  repo,
  kind,
  title: `A ${kind}`,
  body: '',
  diff,
});
const feature = change(
  'feature',
  patch(['+import decimal_numbers_of_prices', `+${WRITTEN}`]) +
    '@@ -40 +42 @@\n-discount_of_all = 0\n+discount_of_all = 1\n',
);
const fix = change('fix', patch([`-${WRITTEN}`, `+${MENDED}`]));

async function read(rows: readonly object[]): Promise<readonly FixedLater[]> {
  const file = path.join(temporaryFolder(), 'changes.jsonl');
  writeFileSync(file, rows.map(row => `${JSON.stringify(row)}\n`).join(''));
  const commits: FixedLater[] = [];
  for await (const commit of readFixedLater(file)) commits.push(commit);
  return commits;
}

const fixedOf = async (rows: readonly object[]) => (await read(rows)).map(({ fixed }) => [...fixed]);

it('holds a line that a fix removes against the hunk that wrote it last', async () => {
  expect(await fixedOf([feature, fix])).toEqual([['0.0'], []]);
  expect(await fixedOf([feature, feature, fix])).toEqual([[], ['0.0'], []]);
});

it('holds nothing against a hunk that no fix came back to', async () => {
  expect(await fixedOf([feature, change('refactor', fix.diff)])).toEqual([[], []]);
  expect(await fixedOf([feature, change('fix', patch([`-${WRITTEN}`], 'other.py'))])).toEqual([[], []]);
  expect(await fixedOf([feature, { ...fix, repo: 'another' }])).toEqual([[], []]);
  expect(await fixedOf([feature, change('fix', patch([`-${WRITTEN}`, `+    ${WRITTEN}`]))])).toEqual([
    [],
    [],
  ]);
});

it('does not look further back than two hundred commits', async () => {
  const between = (count: number) => Array.from({ length: count }, () => change('other', patch(['+x'])));
  expect((await fixedOf([feature, ...between(199), fix]))[0]).toEqual(['0.0']);
  expect((await fixedOf([feature, ...between(200), fix]))[0]).toEqual([]);
});
