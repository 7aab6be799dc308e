import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as parsing from '../../../src/core/patch/parsePatch';
import type { Alternative } from '../../../src/host/candidates/alternative';
import { CandidateTexts } from '../../../src/host/candidates/candidateTexts';
import { TestRepository } from '../platform/repository';

vi.mock('../../../src/core/patch/parsePatch', { spy: true });

describe('the texts of a candidate', () => {
  const NAMES = ['a.txt', 'b.txt', 'c.txt', 'gone.txt'];
  let repository: TestRepository;
  let base: string;

  beforeAll(() => {
    repository = new TestRepository();
    base = repository.commit('base', Object.fromEntries(NAMES.map(name => [name, 'one\n'])));
  });
  afterAll(() => repository.remove());

  function candidate(patch: string): Alternative {
    return { id: 'c1', label: 'c1', origin: { kind: 'file', path: 'x.patch' }, patch, base };
  }
  const edit = (name: string, from = 'one') => `--- a/${name}\n+++ b/${name}\n@@ -1 +1 @@\n-${from}\n+two\n`;
  const texts = () =>
    new CandidateTexts({ find: async () => ({ kind: 'found', git: await repository.open() }) });

  it('are those after its change, by a patch that is parsed once for all paths', async () => {
    vi.mocked(parsing.parsePatch).mockClear();
    const deletion = '--- a/gone.txt\n+++ /dev/null\n@@ -1 +0,0 @@\n-one\n';
    const changed = candidate(edit('a.txt') + edit('b.txt') + deletion);
    const of = texts();
    const found = await Promise.all(NAMES.map(name => of.result(changed, name)));
    expect(found).toEqual([{ text: 'two\n' }, { text: 'two\n' }, { text: 'one\n' }, { text: '' }]);
    expect(parsing.parsePatch).toHaveBeenCalledTimes(1);
  });

  it('are none where it does not apply', async () => {
    expect(await texts().result(candidate(edit('a.txt', 'other')), 'a.txt')).toBe('unapplied');
  });
});
