import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { RepositoryFinder } from '../../../src/host/capture/repositoryFinder';
import { Git } from '../../../src/platform/git/git';
import { BREAKS, BrokenGit } from '../platform/brokenGit';
import { TestRepository } from '../platform/repository';

let repository: TestRepository;
let broken: BrokenGit;
beforeEach(() => {
  repository = new TestRepository({ 'a.txt': 'one\n' });
  broken = new BrokenGit();
});
afterEach(() => {
  broken.remove();
  repository.remove();
});

it.each([
  ['at the first look', 'rev-parse', 1],
  // The folder is opened a second time to look for repositories inside of it.
  ['at the second', 'ls-files', 1],
])('looks again after git failed %s', async (_, words, times) => {
  const listener = { opened: vi.fn(), missing: vi.fn() };
  const refused = { kind: 'none' as const, problem: 'git was busy.' };
  let asked = 0;
  const open = (folder: string) => (asked++ === 0 ? Promise.resolve(refused) : Git.open(folder));
  const finder = new RepositoryFinder(repository.folder, open, listener);
  broken.breaks(words, BREAKS.fails, times);
  await finder.find().catch(() => undefined);
  expect(listener.missing).toHaveBeenCalledOnce();
  broken.mend();
  expect(await finder.find()).toMatchObject({ kind: 'found' });
  expect(listener.opened).toHaveBeenCalledOnce();
});

it('looks again once the repository is gone, and no more often', async () => {
  const listener = { opened: vi.fn(), missing: vi.fn() };
  const finder = new RepositoryFinder(repository.folder, folder => Git.open(folder), listener);
  for (let times = 0; times < 2; times++) expect(await finder.find()).toMatchObject({ kind: 'found' });
  expect(listener.opened).toHaveBeenCalledOnce();
  rmSync(path.join(repository.folder, '.git'), { recursive: true });
  const gone = { kind: 'missing', problem: { brief: 'no git repository' } };
  expect(await Promise.all([finder.find(), finder.find()])).toMatchObject([gone, gone]);
  expect(listener.missing).toHaveBeenCalledOnce();
  repository.git('init', '-q');
  expect(await finder.find()).toMatchObject({ kind: 'found' });
  expect(listener.opened).toHaveBeenCalledTimes(2);
});

it('does not take a repository for gone that keeps its files elsewhere', async () => {
  repository.git('config', 'core.worktree', path.dirname(repository.folder));
  const listener = { opened: vi.fn(), missing: vi.fn() };
  const finder = new RepositoryFinder(repository.folder, folder => Git.open(folder), listener);
  for (let times = 0; times < 2; times++) expect(await finder.find()).toMatchObject({ kind: 'found' });
  expect(listener.opened).toHaveBeenCalledOnce();
});

it('offers to make a repository only where there is none', async () => {
  const found = () =>
    new RepositoryFinder(repository.folder, folder => Git.open(folder), {
      opened: vi.fn(),
      missing: vi.fn(),
    }).find();
  const problem = (brief: string, action: string, sentence: RegExp) => ({
    problem: { brief, actions: [{ action }], sentence: expect.stringMatching(sentence) as string },
  });
  rmSync(path.join(repository.folder, '.git', 'HEAD'));
  expect(await found()).toMatchObject(
    problem('repository not read', 'rescore', /^git does not recognise .+\.git as a repository, since .+\.$/),
  );
  rmSync(path.join(repository.folder, '.git'), { recursive: true });
  expect(await found()).toMatchObject(problem('no git repository', 'initRepository', /^.+ is not in a git/));
});
