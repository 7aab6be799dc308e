import path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { TestRepository } from '../platform/repository';
import { buildCli, runCli, type CliRun } from './runCli';

/** The command line in a repository that is damaged. */

const model = ['--model', path.resolve('test/fixtures/model-tiny')];
vi.setConfig({ testTimeout: 120_000 });

let cli = '';
let repository: TestRepository;
beforeAll(async () => {
  cli = await buildCli('brokenRepository');
}, 120_000);
beforeEach(() => {
  repository = new TestRepository({ 'a.py': 'a = 1\n', 'b.py': 'b = 1\n' });
  for (const name of ['good', 'bad']) {
    repository.git('switch', '-q', '-c', name, 'main');
    repository.commit(name, { 'a.py': `a = '${name}'\n` });
  }
  repository.git('switch', '-q', 'main');
});
afterEach(() => repository.remove());

const run = (...args: readonly string[]): Promise<CliRun> =>
  runCli(cli, [...args, '--task', 'a has a name', ...model], { cwd: repository.folder });

it('review says what git could not do', async () => {
  repository.truncate('bad:a.py');
  const { code, stdout, stderr } = await run('review', 'bad');
  expect([code, stdout]).toEqual([3, '']);
  expect(stderr).toMatch(/^git could not compare \w{8} with \w{8}: .+\.\n$/);
});

it('score says what git could not do', async () => {
  repository.write({ 'a.py': 'a = 2\n' });
  repository.truncate('HEAD:a.py');
  const { code, stdout, stderr } = await run('score');
  expect([code, stdout]).toEqual([3, '']);
  expect(stderr).toMatch(/^git could not compare the working tree with \w{8}: .+\.\n$/);
});

it('score goes on with a patch whose base nobody named, and says what is missing', async () => {
  repository.write({ 'b.py': 'b = 2\n', 'b.patch': '' });
  repository.write({ 'b.patch': `${repository.git('diff')}\n` });
  repository.truncate('HEAD:b.py');
  const { code, stdout, stderr } = await run('score', 'b.patch', '--json');
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(
      /git could not .+\. Until then the change is scored without the code around it\.\n/,
    ),
  ]);
  expect(JSON.parse(stdout)).toMatchObject({ verdict: { kind: 'scored' } });
  expect(await run('score', 'b.patch', '--base', 'HEAD')).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(/^git could not .+\.\n$/) as string,
  });
});

it('rank leaves out what git could not read, and says so', async () => {
  repository.truncate('bad:a.py');
  const { code, stdout, stderr } = await run('rank', '--branches', 'main', '--json');
  expect(code).toBe(0);
  expect(stderr).toMatch(/! bad was not read: git could not compare \w{8} with bad: .+\.\n/);
  expect(JSON.parse(stdout)).toMatchObject({ ranking: { groups: [{ members: ['good'] }] } });
  repository.truncate('good:a.py');
  const none = await run('rank', '--branches', 'main');
  expect(none.code).toBe(3);
  expect(none.stderr).toMatch(/No candidate could be read\.\n$/);
});

it('rank lists a patch whose file git could not read behind the others', async () => {
  for (const name of ['a', 'b']) {
    repository.write({ [`${name}.py`]: `${name} = 2\n` });
    repository.write({ [`${name}.patch`]: `${repository.git('diff', `${name}.py`)}\n` });
  }
  repository.truncate('HEAD:b.py');
  const { code, stdout } = await run('rank', 'a.patch', 'b.patch', '--base', 'HEAD', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    ranking: {
      groups: [
        { members: ['a'], verdict: { kind: 'scored' } },
        {
          members: ['b'],
          verdict: { reason: 'unreadable', message: expect.stringContaining('git could not') as string },
        },
      ],
    },
  });
  const guessed = await run('rank', 'a.patch', 'b.patch', '--json');
  expect(guessed.stderr).toMatch(/git could not .+ Until then the changes are scored without the code/);
  expect(JSON.parse(guessed.stdout)).toMatchObject({
    ranking: { groups: [{ verdict: { kind: 'scored' } }, { verdict: { kind: 'scored' } }] },
  });
});
