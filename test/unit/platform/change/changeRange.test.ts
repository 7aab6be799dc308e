import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCommits } from '../../../../src/platform/candidates/commits';
import { readRange, resolveRange, type RangeChange } from '../../../../src/platform/change/changeRange';
import { Git } from '../../../../src/platform/git/git';
import type { GitProblem } from '../../../../src/platform/git/noRepository';
import { TestRepository } from '../repository';

const { signal } = new AbortController();

let repository: TestRepository;
let elsewhere: string;
beforeEach(() => {
  repository = new TestRepository({ 'a.txt': 'one\n' });
  elsewhere = realpathSync(mkdtempSync(path.join(tmpdir(), 'swe-rm-clone-')));
});
afterEach(() => {
  repository.remove();
  rmSync(elsewhere, { recursive: true, force: true });
});

/** A clone as a build machine makes one. */
async function cloned(...options: readonly string[]): Promise<Git> {
  const origin = pathToFileURL(repository.folder).href;
  execFileSync('git', ['clone', '-q', ...options, origin, elsewhere], { stdio: 'pipe' });
  return opened(elsewhere);
}

async function opened(folder: string): Promise<Git> {
  const git = await Git.open(folder);
  if (git instanceof Git) return git;
  throw new Error(git.problem);
}

async function changeOf(git: Git, range: string): Promise<RangeChange | GitProblem> {
  const resolved = await resolveRange(git, range, null, signal);
  return 'problem' in resolved ? resolved : readRange(git, resolved, signal);
}

/** The sentence for a range that cannot be read. */
async function refusal(git: Git, range: string): Promise<string> {
  const change = await changeOf(git, range);
  return 'problem' in change ? change.problem : 'it was read';
}

describe('a branch', () => {
  it('is compared with the default branch also where only the remote has that', async () => {
    repository.git('switch', '-q', '-c', 'feature');
    repository.commit('first', { 'b.txt': 'b\n' });
    repository.commit('second', { 'c.txt': 'c\n' });
    const git = await cloned('--branch', 'feature');
    execFileSync('git', ['remote', 'set-head', 'origin', '--delete'], { cwd: elsewhere });
    const change = await changeOf(git, 'feature');
    expect(change).toMatchObject({ label: 'feature, since origin/main' });
    expect('files' in change && change.files.map(({ newPath }) => newPath)).toEqual(['b.txt', 'c.txt']);
  });
});

describe('HEAD', () => {
  it('on the default branch is its last commit; a branch without commits of its own is nothing', async () => {
    const head = repository.commit('second', { 'a.txt': 'two\n' });
    const git = await cloned();
    expect(await changeOf(git, 'HEAD')).toMatchObject({ label: `commit ${head.slice(0, 10)}`, head });
    expect(await refusal(git, 'main')).toContain('There is nothing to review in main, since origin/main');
    expect(await resolveRange(git, 'HEAD', 'origin/main', signal)).toMatchObject({ base: head, head });
    execFileSync('git', ['switch', '-q', '-c', 'feature', 'HEAD~1'], { cwd: elsewhere });
    const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid'];
    execFileSync('git', [...identity, 'commit', '-qm', 'own', '--allow-empty'], { cwd: elsewhere });
    expect(await resolveRange(git, 'HEAD', null, signal)).toMatchObject({ label: 'HEAD, since origin/main' });
  });
});

describe('a commit without file changes', () => {
  it('is said to have none', async () => {
    repository.git('commit', '-qm', 'nothing', '--allow-empty');
    const head = repository.git('rev-parse', 'HEAD').trim();
    expect(await refusal(await cloned(), 'HEAD')).toContain(
      `No file changes in commit ${head.slice(0, 10)};`,
    );
  });
});

describe('a blank text', () => {
  it('names no change: a script whose variable is not set must not review the last commit', async () => {
    repository.commit('second', { 'a.txt': 'two\n' });
    const git = await cloned();
    for (const text of ['', ' '])
      expect(await refusal(git, text)).toBe('No change is named; give a branch, a commit or a range A..B.');
  });
});

describe('a shallow clone', () => {
  it('is told from a history that begins there, and from branches that share nothing', async () => {
    repository.commit('second', { 'a.txt': 'two\n' });
    repository.git('switch', '-q', '-c', 'feature', 'HEAD~1');
    repository.commit('other', { 'b.txt': 'b\n' });
    const git = await cloned('--depth', '1', '--no-single-branch');
    const deepen = 'run "git fetch --unshallow" first';
    expect(await refusal(git, 'origin/main~0')).toBe(
      `The parent of origin/main~0 was not fetched into this shallow clone; ${deepen}.`,
    );
    expect(await refusal(git, 'origin/main..origin/feature')).toBe(
      `origin/main and origin/feature have no commit in common in this shallow clone; ${deepen}.`,
    );
    expect(await refusal(git, 'HEAD~1..HEAD')).toBe(
      `There is no commit "HEAD~1" in this shallow clone; ${deepen}, or name another one.`,
    );
    expect(await refusal(await repository.open(), 'main~1')).toContain('is the first commit');
  });
});

describe('a change that git cannot show', () => {
  it('for want of files, as in a partial clone, is not called too large', async () => {
    repository.commit('second', { 'a.txt': 'two\n' });
    repository.commit('third', { 'a.txt': 'three\n' });
    repository.git('config', 'uploadpack.allowFilter', 'true');
    const git = await cloned('--filter=blob:none');
    const [from, to] = [repository.git('rev-parse', 'HEAD~2'), repository.git('rev-parse', 'HEAD~1')];
    const why = `cannot be read, because git lacks files of it; in a partial clone "git diff ${from} ${to}" fetches them.`;
    expect(await refusal(git, `${from}..${to}`)).toContain(why);
    const commits = [{ id: to, parents: [from], subject: 'second' }];
    const { problems } = await readCommits(git, commits, { signal, onProgress: () => undefined });
    expect(problems).toEqual([`The change of ${to.slice(0, 8)} ${why}`]);
  });

  it('for its size is named with the file that makes it so', async () => {
    const lock = Array.from({ length: 150_000 }, (_, i) => `"package-${i}": "1.0.0"\n`).join('');
    repository.commit('data', { 'a.txt': 'two\n', 'data.json': lock });
    expect(await refusal(await repository.open(), 'HEAD~1..HEAD')).toBe(
      'The change of HEAD, since HEAD~1 is too large to read (most of it is data.json, 150,000 lines); review a part of it.',
    );
    repository.commit('lock', { 'a.ts': 'three\n', 'package-lock.json': lock });
    const change = await changeOf(await repository.open(), 'HEAD~1..HEAD');
    expect(change).toMatchObject({
      files: [{ newPath: 'a.ts' }],
      problems: [
        'package-lock.json is left out: it is generated, and with it the change is too large to read.',
      ],
    });
  });
});

describe('a submodule', () => {
  /** Points the submodule `lib` at a commit, as `git submodule` would; null takes it out. */
  function pointAt(commit: string | null): void {
    if (commit === null) repository.git('update-index', '--force-remove', 'lib');
    else repository.git('update-index', '--add', '--cacheinfo', `160000,${commit},lib`);
    repository.git('commit', '-q', '-m', 'lib');
  }

  it('that moves is said beside what else changed, and instead of it', async () => {
    const [one, two] = ['1'.repeat(40), '2'.repeat(40)];
    pointAt(one);
    pointAt(two);
    repository.write({ 'a.txt': 'two\n' });
    repository.git('add', 'a.txt');
    pointAt(null);
    const git = await repository.open();
    const moved =
      'The submodule lib moves from 1111111111 to 2222222222; those changes are not included, so review 1111111111..2222222222 there.';
    expect(await refusal(git, 'HEAD~2..HEAD~1')).toBe(`No file changes in HEAD~1, since HEAD~2. ${moved}`);
    expect(await refusal(git, 'HEAD~3..HEAD~2')).toContain('The submodule lib is new;');
    expect(await changeOf(git, 'HEAD~1..HEAD')).toMatchObject({
      files: [{ newPath: 'a.txt' }],
      problems: ['The submodule lib is removed; its content is not included.'],
    });
  });
});
