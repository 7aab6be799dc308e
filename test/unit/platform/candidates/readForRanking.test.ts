import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CheckedPatches } from '../../../../src/platform/apply/checkCandidates';
import { readForRanking } from '../../../../src/platform/candidates/readForRanking';
import type { BasedPatch } from '../../../../src/platform/change/candidateBaseFiles';
import { gitProcesses } from '../gitProcesses';
import { TestRepository } from '../repository';

const never = new AbortController().signal;
const change = (file: string) => `--- a/${file}\n+++ b/${file}\n@@ -1 +1 @@\n-${file}\n+two\n`;

let repository: TestRepository;
let candidates: readonly BasedPatch[];
beforeEach(() => {
  repository = new TestRepository({ 'a.txt': 'a.txt\n', 'b.txt': 'other\n' });
  const base = repository.git('rev-parse', 'HEAD');
  const later = repository.commit('later', { 'c.txt': 'c.txt\n', 'd.txt': 'd.txt\n' });
  candidates = [
    { id: 'fits', patch: change('a.txt'), base },
    { id: 'does not apply', patch: change('b.txt'), base },
    { id: 'fits later', patch: change('c.txt'), base: later },
    { id: 'also later', patch: change('d.txt'), base: later },
  ];
});
afterEach(() => repository.remove());

const read = async (checked?: CheckedPatches) => {
  const { candidates: asked, unscored } = await readForRanking(
    await repository.open(),
    candidates,
    never,
    checked,
  );
  return [
    asked.map(({ id }) => id),
    ...unscored.map(({ id, verdict }) => [id, verdict.reason, verdict.message]),
  ];
};
const unfit = [
  'does not apply',
  'doesNotApply',
  expect.stringContaining('b.txt has different lines') as string,
];
const unreadable = (id: string, doing: string): readonly unknown[] => [
  id,
  'unreadable',
  expect.stringMatching(
    new RegExp(
      `^The files that the change touches could not be read \\(git could not ${doing}.+\\); restore them or`,
    ),
  ),
];

it('says of each candidate by itself why it is not scored', async () => {
  expect(await read()).toEqual([['fits', 'fits later', 'also later'], unfit]);
});

it.each([
  ['cut short', (object: string) => repository.truncate(object)],
  ['gone', (object: string) => rmSync(repository.objectFile(object))],
])('ranks the others where a file that one of them changes is %s', async (_, damage) => {
  const checked: CheckedPatches = new WeakMap();
  damage('HEAD:c.txt');
  expect(await read(checked)).toEqual([
    ['fits', 'also later'],
    unfit,
    unreadable('fits later', 'check whether the patch applies'),
  ]);
  // That may be mended; whether one applies stays.
  const asked = await gitProcesses(() => read(checked));
  expect(asked.filter(question => question.includes('--check'))).toHaveLength(1);
});

it('ranks the others where git cannot read the whole base of some', async () => {
  repository.truncate('HEAD^{tree}');
  expect(await read()).toEqual([
    ['fits'],
    unfit,
    unreadable('fits later', 'read the files of'),
    unreadable('also later', 'read the files of'),
  ]);
});

it('ranks the others where what one changes was read before, and cannot be now', async () => {
  const checked: CheckedPatches = new WeakMap();
  await read(checked);
  const git = await repository.open();
  const fresh = candidates.map(candidate => ({ ...candidate, patch: change('a.txt') }));
  for (const candidate of fresh) checked.set(candidate, null);
  repository.truncate('HEAD^{tree}');
  const again = await readForRanking(git, fresh, never, checked);
  expect(again.candidates.map(({ id }) => id)).toEqual(['fits', 'does not apply']);
  expect(again.unscored.map(({ verdict }) => verdict.reason)).toEqual(['unreadable', 'unreadable']);
});
