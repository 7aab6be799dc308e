import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { diskContent } from '../../../../src/platform/capture/diskContent';

let root: string;
let outside: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'swe-rm-disk-'));
  outside = mkdtempSync(join(tmpdir(), 'swe-rm-outside-'));
  writeFileSync(join(outside, 'a.txt'), 'not of the repository\n');
});
afterEach(() => {
  for (const folder of [root, outside]) rmSync(folder, { recursive: true });
});

it('a file is its text; what is no file is not there', async () => {
  mkdirSync(join(root, 'src'));
  writeFileSync(join(root, 'src', 'a.txt'), 'one\n');
  expect(await diskContent(root, 'src/a.txt')).toEqual({ kind: 'text', text: 'one\n' });
  expect(await diskContent(root, 'src')).toEqual({ kind: 'absent' });
  expect(await diskContent(root, 'src/b.txt')).toEqual({ kind: 'absent' });
  expect(await diskContent(root, 'src/a.txt/b.txt')).toEqual({ kind: 'absent' });
});

it('nothing is read through a link, wherever in the path it stands', async () => {
  symlinkSync(join(outside, 'a.txt'), join(root, 'link.txt'));
  symlinkSync(outside, join(root, 'linked'));
  expect(await diskContent(root, 'link.txt')).toMatchObject({ kind: 'opaque' });
  expect(await diskContent(root, 'linked/a.txt')).toEqual({ kind: 'absent' });
});

it('a file that cannot be looked at is not taken for one that was deleted', async () => {
  expect(await diskContent(root, 'x'.repeat(300))).toEqual({ kind: 'opaque', stamp: 'ENAMETOOLONG' });
});
