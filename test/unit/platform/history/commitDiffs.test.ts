import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { diffBetween } from '../../../../src/platform/git/diffs';
import { GitFailure } from '../../../../src/platform/git/gitFailure';
import { commitDiffs, type ChildCommit } from '../../../../src/platform/history/commitDiffs';
import { BREAKS, BrokenGit } from '../brokenGit';
import { gitProcesses } from '../gitProcesses';
import { TestRepository } from '../repository';

const { signal } = new AbortController();

let repository: TestRepository;
let commits: ChildCommit[];
beforeEach(() => {
  repository = new TestRepository({ 'a.txt': 'a\n' });
  commits = [];
});
afterEach(() => repository.remove());

function commit(files: Readonly<Record<string, string>>): ChildCommit {
  const parent = repository.git('rev-parse', 'HEAD');
  const one = { id: repository.commit('next', files), parent };
  commits.unshift(one);
  return one;
}

async function diffs(): Promise<ReadonlyMap<string, string | null>> {
  const found = new Map<string, string | null>();
  for await (const [{ id }, diff] of commitDiffs(await repository.open(), commits, signal))
    found.set(id, diff);
  return found;
}

/** As each is read by itself, in their order. */
async function oneByOne(): Promise<ReadonlyMap<string, string | null>> {
  const git = await repository.open();
  const found = new Map<string, string | null>();
  for (const { id, parent } of commits) found.set(id, await diffBetween(git, parent, id));
  return found;
}

it('heed the attributes of the user as little as each by itself', async () => {
  for (let i = 0; i < 3; i++) commit({ 'a.txt': `${i}\n` });
  const attributes = path.join(repository.folder, '.git', 'attributes');
  writeFileSync(attributes, '*.txt -diff\n');
  repository.git('config', 'core.attributesFile', attributes);

  const found = await diffs();

  expect(found).toEqual(await oneByOne());
  expect([...found.values()].every(diff => diff?.includes('@@'))).toBe(true);
});

it('are those of each commit by itself, from few processes', async () => {
  for (let i = 0; i < 60; i++) commit({ [`${i}.txt`]: `${i}\n` });
  // What looks like the beginning of the next.
  const id = repository.git('rev-parse', 'HEAD');
  commit({ 'ids.txt': `${id}\nx\r${id}\n${id} ${id}\n${id}` });
  commit({ 'größe "1".txt': 'größe\n', 'mac.txt': 'a\rb\u2028c\r' });
  repository.git('mv', '1.txt', 'moved.txt');
  commit({});
  commit({ '.gitattributes': '*.bin diff\n', 'x.bin': 'a\0\nb' });
  repository.git('rm', '-q', '2.txt');
  commit({});
  const parent = repository.git('rev-parse', 'HEAD');
  repository.git('commit', '-q', '--allow-empty', '-m', 'nothing');
  commits.unshift({ id: repository.git('rev-parse', 'HEAD'), parent });
  // How git is configured changes nothing.
  for (const setting of ['diff.noprefix', 'diff.mnemonicPrefix', 'log.showSignature'])
    repository.git('config', setting, 'true');
  repository.git('config', 'diff.context', '9');

  let found: ReadonlyMap<string, string | null> = new Map();
  const asked = await gitProcesses(async () => (found = await diffs()));
  expect([...found]).toEqual([...(await oneByOne())]);
  expect(found.size).toBe(66);
  expect(asked.filter(question => / diff(?:-tree)? --/.test(question))).toHaveLength(2);
});

it('are null where one is too long, and there are those of the others', async () => {
  commit({ 'b.txt': 'b\n' });
  const long = commit({ 'long.txt': 'a line of twenty byte\n'.repeat(800_000) });
  commit({ 'c.txt': 'c\n' });
  const found = await diffs();
  expect(found.get(long.id)).toBeNull();
  expect([...found]).toEqual([...(await oneByOne())]);
});

it.each(['a.txt', 'b.txt'])('end where git fails at %s, with what is newer', async file => {
  commit({ 'a.txt': 'b\n' });
  const bad = commit({ [file]: 'a line that is long enough to be cut short\n' });
  const newer = [commit({ 'd.txt': 'd\n' }), commit({ 'e.txt': 'e\n' })];
  repository.truncate(`${bad.id}:${file}`);
  // git takes a text from the working tree where it is the same.
  repository.write({ [file]: '' });
  const found: string[] = [];
  const reading = (async () => {
    for await (const [{ id }] of commitDiffs(await repository.open(), commits, signal)) found.push(id);
  })();
  const { id, parent } = bad;
  await expect(reading).rejects.toThrow(
    `git could not compare ${parent.slice(0, 8)} with ${id.slice(0, 8)}: `,
  );
  await expect(reading).rejects.toBeInstanceOf(GitFailure);
  expect(found).toEqual(newer.map(one => one.id).reverse());
});

it('say of a commit that is gone that git cannot compare it, and end when they are stopped', async () => {
  const gone = { id: '1'.repeat(40), parent: repository.git('rev-parse', 'HEAD') };
  commit({ 'b.txt': 'b\n' });
  commits.push(gone);
  await expect(diffs()).rejects.toThrow('git could not compare');
  const reason = new Error('that is enough');
  const stopped = commitDiffs(await repository.open(), commits, AbortSignal.abort(reason)).next();
  await expect(stopped).rejects.toBe(reason);
});

it('are asked for one by one where git fails at many', async () => {
  for (let i = 0; i < 5; i++) commit({ 'a.txt': `${i}\n` });
  const expected = [...(await oneByOne())];
  const broken = new BrokenGit();
  try {
    broken.breaks('diff-tree', BREAKS.killed);
    expect([...(await diffs())]).toEqual(expected);
  } finally {
    broken.remove();
  }
});
