import { expect, it } from 'vitest';
import { createFilePatch } from '../../../../src/core/patch/createFilePatch';
import { formatPatch } from '../../../../src/core/patch/formatPatch';
import { RecordableFiles } from '../../../../src/platform/capture/recordableFiles';
import type { Git } from '../../../../src/platform/git/git';

const recordable = new RecordableFiles({} as Git, () => new Set(['TASK.md']));
const changed = (name: string) => createFilePatch(name, 'A=1\n', 'A=2\n');
const renamed = (from: string, to: string) => ({
  ...changed(from),
  status: 'renamed' as const,
  newPath: to,
});

it.each([
  ['a file whose name speaks of secrets', changed('.env')],
  ['one that had such a name before', renamed('.env', 'settings.txt')],
  ['one that has it now', renamed('settings.txt', '.env')],
  ['the task file', changed('TASK.md')],
])('of a commit %s is not recorded', (_, file) => {
  const kept = formatPatch([changed('a.txt')]);
  expect(recordable.patch(kept + formatPatch([file]))).toBe(kept);
});

it('of a commit that is too large to be read nothing is recorded', () => {
  const large = createFilePatch('a.txt', '', 'a line\n'.repeat(400_000));
  expect(recordable.patch(formatPatch([large, changed('.env')]))).toBe('');
});
