import { expect, it, vi } from 'vitest';
import { InnerLook } from '../../../src/host/capture/innerLook';
import { changesInside } from '../../../src/platform/change/innerChanges';
import type { Git } from '../../../src/platform/git/git';

const place = '/project/lib';
vi.mock('../../../src/platform/git/innerRepositories', () => ({
  repositoriesInside: () => Promise.resolve([{ place, path: 'lib', kind: 'submodule' }]),
}));
vi.mock('../../../src/platform/change/innerChanges', () => ({
  changesInside: vi.fn(),
  unknownInside: () => ({ problem: 'It is not known.' }),
}));

it('a look that has not ended yet is no answer to the next', async () => {
  const edited = [{ path: 'lib', kind: 'submodule', moved: null }] as const;
  let end = (): void => undefined;
  vi.mocked(changesInside)
    .mockImplementationOnce(() => new Promise((_, reject) => (end = () => reject(new Error('stopped')))))
    .mockResolvedValue(edited);
  const look = new InnerLook();
  const change = { kind: 'read', files: [], patch: '', problems: [], links: [], repositories: [] } as const;
  const changes = () => look.changes({} as Git, 'base', change, [], new AbortController().signal);
  const first = changes();
  await expect.poll(() => vi.mocked(changesInside).mock.calls).toHaveLength(1);
  expect(await changes()).toEqual(edited);
  end();
  expect(await first).toEqual([{ problem: 'It is not known.' }]);
  // What the second one found stands.
  expect(await changes()).toEqual(edited);
  expect(changesInside).toHaveBeenCalledTimes(2);
});
