import { expect, it } from 'vitest';
import type { FilePatch } from '../../../../src/core/patch/patch';
import { ABSENT, FileLedger, type FileContent } from '../../../../src/platform/capture/fileLedger';

const LONGEST = 1_000_000;
const text = (length: number): FileContent => ({ kind: 'text', text: 'x'.repeat(length) });
const ledger = () =>
  new FileLedger({ of: () => Promise.resolve(ABSENT), expect: () => Promise.resolve(undefined) });
const kind = (change: FilePatch | null) => (change === null ? null : change.binary ? 'binary' : 'text');

it('a file that is too long is known to have changed, without its diff', async () => {
  const files = ledger();
  expect(kind(await files.take('a', text(LONGEST)))).toBe('text');
  expect(kind(await files.take('a', text(LONGEST + 1)))).toBe('binary');
  expect(await files.take('a', text(LONGEST + 1))).toBeNull();
  expect(kind(await files.take('a', text(LONGEST + 2)))).toBe('binary');
});

it('so are files for which there is no room, until there is', async () => {
  const files = ledger();
  for (let i = 0; i < 64; i++) files.set(`${i}`, text(LONGEST));
  expect(await files.take('63', text(LONGEST))).toBeNull();
  files.set('more', text(1));
  expect(kind(await files.take('more', text(1)))).toBe('binary');
  files.set('0', ABSENT);
  files.set('more', text(1));
  expect(await files.take('more', text(1))).toBeNull();
  expect(kind(await files.take('more', text(2)))).toBe('text');
});
