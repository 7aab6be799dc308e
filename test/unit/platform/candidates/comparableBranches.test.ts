import { afterEach, beforeEach, expect, it } from 'vitest';
import { readBranches } from '../../../../src/platform/candidates/branches';
import { comparableBranches } from '../../../../src/platform/candidates/comparableBranches';
import { TestRepository } from '../repository';

let repository: TestRepository;
beforeEach(() => (repository = new TestRepository({ 'a.txt': 'one\n' })));
afterEach(() => repository.remove());

/** A branch that only a remote has, as after "git fetch". */
function fetched(name: string, text: string): string {
  repository.git('switch', '-q', '-c', 'scratch', 'main');
  const commit = repository.commit(name, { 'a.txt': text });
  repository.git('switch', '-q', 'main');
  repository.git('branch', '-q', '-D', 'scratch');
  repository.git('update-ref', `refs/remotes/origin/${name}`, commit);
  return commit;
}

const listed = async () =>
  (await comparableBranches(await repository.open())).branches.map(({ label, description }) => [
    label,
    description,
  ]);

it('are those here and those of remotes, the default branch first', async () => {
  repository.git('branch', 'fix');
  fetched('agent/fix-7', 'seven\n');
  repository.git('update-ref', 'refs/remotes/origin/main', 'main');
  repository.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  const [first, ...others] = await listed();
  expect(first).toEqual(['main', 'default branch']);
  expect(others.sort()).toEqual([
    ['fix', ''],
    ['origin/agent/fix-7', 'of a remote'],
  ]);
});

it('are listed once where they stand at one commit here and on the remote, and twice where they do not', async () => {
  repository.git('update-ref', 'refs/remotes/origin/fix', fetched('fix', 'there\n'));
  repository.git('branch', '-q', '--no-track', 'fix', 'origin/fix');
  expect((await listed()).map(([label]) => label).sort()).toEqual(['fix', 'main']);
  repository.git('branch', '-q', '-f', 'fix', 'main');
  expect((await listed()).map(([label]) => label).sort()).toEqual(['fix', 'main', 'origin/fix']);
});

it('have the default branch of the remote first where it is not checked out here', async () => {
  repository.git('update-ref', 'refs/remotes/origin/trunk', 'main');
  repository.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
  expect((await listed())[0]).toEqual(['origin/trunk', 'default branch']);
});

it('are read by their refs, whatever tag has the same name', async () => {
  fetched('fix', 'there\n');
  repository.git('tag', 'origin/fix', 'main');
  const git = await repository.open();
  const options = { signal: new AbortController().signal, onProgress: () => undefined };
  const read = await readBranches(git, 'refs/heads/main', ['refs/remotes/origin/fix'], options);
  expect(read).toMatchObject({ candidates: [{ label: 'origin/fix' }], problems: [] });
  expect(read.candidates[0]?.patch).toContain('+there');
});
