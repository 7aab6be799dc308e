import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  realpathSync,
  rmSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ReadCandidates } from '../../../../src/core/candidates/candidate';
import { parsePatch } from '../../../../src/core/patch/parsePatch';
import { pathOf } from '../../../../src/core/patch/patch';
import { unapplicable } from '../../../../src/platform/apply/checkCandidates';
import { readBranches } from '../../../../src/platform/candidates/branches';
import { readCommits } from '../../../../src/platform/candidates/commits';
import { parseRange } from '../../../../src/platform/change/changeRange';
import { openPredictions, predictedCandidates } from '../../../../src/platform/candidates/predictions';
import { readPatchFiles } from '../../../../src/platform/candidates/patchFiles';
import { readPullRequests } from '../../../../src/platform/candidates/pullRequests';
import { readSessions } from '../../../../src/platform/candidates/sessions';
import { namedStashes, readStashes } from '../../../../src/platform/candidates/stashes';
import { otherWorktrees, readWorktrees } from '../../../../src/platform/candidates/worktrees';
import { Git } from '../../../../src/platform/git/git';
import {
  fetchPullRequestHeads,
  listPullRequestHeads,
  pullRequestTitles,
  repositoryName,
  shownAddress,
} from '../../../../src/platform/git/pullRequestHeads';
import { ClaudeSession } from '../../../host/claudeSession';
import { TestRepository } from '../repository';
import { CandidatePlace, options } from './candidatePlace';

const GITHUB = { name: 'origin', url: 'https://me:ghp_x@github.com/shop/cart.git' };

let repository: TestRepository;
let elsewhere: string;
let base: string;
let place: CandidatePlace;
beforeEach(() => {
  place = new CandidatePlace();
  ({ repository, elsewhere, base } = place);
});
afterEach(() => place.remove());

/** Every candidate applies at the base it names, or the source has lied about one of the two. */
async function expectTheyApply({ candidates }: ReadCandidates): Promise<void> {
  const checked = candidates.map(({ label, patch, base: at }) => ({ id: label, patch, base: at }));
  expect([...(await unapplicable(await repository.open(), checked, options.signal))]).toEqual([]);
}

describe('stashes', () => {
  it('hold tracked and untracked changes, against the commit they were made on', async () => {
    repository.write({ 'a.txt': 'one\nstashed\n', 'new.txt': 'new\n', '.env': 'TOKEN=x\n' });
    repository.git('stash', 'push', '-q', '-u', '-m', 'try this');
    repository.commit('moved', { 'b.txt': 'b\n' });
    const git = await repository.open();
    const read = await readStashes(git, await namedStashes(git), options);
    expect(read.problems).toEqual([]);
    expect(read.candidates).toMatchObject([
      { label: 'On main: try this', base, origin: { kind: 'stash', name: 'stash@{0}' } },
    ]);
    expect(read.candidates[0]?.patch).toContain('+stashed');
    expect(read.candidates[0]?.patch).toContain('new.txt');
    expect(read.candidates[0]?.patch).not.toContain('TOKEN');
    await expectTheyApply(read);
  });

  it('are none where nothing was stashed', async () => {
    expect(await namedStashes(await repository.open())).toEqual([]);
  });
});

describe('worktrees', () => {
  it('give commits and what is not committed together, and say which change nothing', async () => {
    const [busy, idle] = [path.join(elsewhere, 'busy'), path.join(elsewhere, 'idle')];
    repository.git('worktree', 'add', '-q', '-b', 'busy', busy);
    repository.git('worktree', 'add', '-q', '--detach', idle);
    writeFileSync(path.join(busy, 'a.txt'), 'one\ncommitted\n');
    execFileSync('git', ['commit', '-qam', 'committed'], { cwd: busy });
    writeFileSync(path.join(busy, 'a.txt'), 'one\ncommitted\nnot yet\n');
    writeFileSync(path.join(busy, 'untracked.txt'), 'x\n');
    const git = await repository.open();
    const read = await readWorktrees(base, await otherWorktrees(git), options);
    expect(read.candidates).toMatchObject([
      { label: 'busy', base, origin: { kind: 'worktree', branch: 'busy' } },
    ]);
    for (const text of ['+committed', '+not yet', 'untracked.txt'])
      expect(read.candidates[0]?.patch).toContain(text);
    expect(read.problems).toEqual([
      'The worktree idle changes nothing since it left the base; it was not added.',
    ]);
    const without = { ...options, exclude: new Set(['untracked.txt']) };
    const { candidates } = await readWorktrees(base, await otherWorktrees(git), without);
    expect(candidates[0]?.patch).toContain('+not yet');
    expect(candidates[0]?.patch).not.toContain('untracked.txt');
    await expectTheyApply(read);
  });

  it('that are gone do not stop the others', async () => {
    const gone = path.join(elsewhere, 'gone');
    repository.git('worktree', 'add', '-q', '--detach', gone);
    const git = await repository.open();
    const known = await otherWorktrees(git);
    rmSync(gone, { recursive: true });
    expect(await readWorktrees(base, known, options)).toEqual({
      candidates: [],
      problems: [expect.stringContaining('git worktree prune')],
      failed: [],
    });
  });
});

describe('sessions', () => {
  it('give their final patch with the steps that led to it', async () => {
    const session = new ClaudeSession(elsewhere, repository.folder);
    session.prompt('Make it better');
    session.call('t1', 'Read', { file_path: path.join(repository.folder, 'a.txt') });
    session.result('t1', 'one\ntwo');
    session.call('t2', 'Edit', {
      file_path: path.join(repository.folder, 'a.txt'),
      old_string: 'two',
      new_string: 'three',
    });
    session.result('t2', 'The file was updated.');
    session.call('t3', 'Bash', { command: 'npm test' });
    session.result('t3', '3 passed');
    const place = { agent: 'Claude Code', path: session.file, title: 'Make it better' };
    const read = await readSessions(await repository.open(), base, [place], options);
    expect(read.problems).toEqual([]);
    expect(read.candidates).toMatchObject([
      { label: 'Claude Code: Make it better', base, origin: { kind: 'session', agent: 'Claude Code' } },
    ]);
    expect(read.candidates[0]?.patch).toContain('+three');
    expect(read.candidates[0]?.steps?.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['view', 'edit', 'test']),
    );
    await expectTheyApply(read);
  });

  it('without a change are told, not added', async () => {
    const session = new ClaudeSession(elsewhere, repository.folder);
    session.prompt('What is this?');
    const place = { agent: 'Claude Code', path: session.file, title: 'What is this?' };
    expect(await readSessions(await repository.open(), base, [place], options)).toEqual({
      candidates: [],
      problems: [expect.stringContaining('changed no file')],
      failed: [],
    });
  });
});

describe('commits of a range', () => {
  it('are each against their parent, oldest first, without merges', async () => {
    const first = repository.commit('first', { 'a.txt': 'one\nfirst\n' });
    repository.git('switch', '-q', '-c', 'side');
    const side = repository.commit('side', { 'b.txt': 'b\n' });
    repository.git('switch', '-q', 'main');
    repository.commit('third', { 'c.txt': 'c\n' });
    repository.git('merge', '-q', '--no-edit', 'side');
    const git = await repository.open();
    const commits = (await git.commitsBetween(base, 'main', 100)) ?? [];
    expect(commits.map(({ subject }) => subject).sort()).toEqual(['first', 'side', 'third']);
    const read = await readCommits(git, commits, options);
    expect(read.candidates.find(({ label }) => label === 'side')).toMatchObject({
      base: first,
      origin: { kind: 'commit', commit: side },
    });
    await expectTheyApply(read);
  });

  it('know what a range is', () => {
    expect(parseRange('main..feature')).toEqual({ from: 'main', to: 'feature' });
    expect(parseRange('main...')).toEqual({ from: 'main', to: 'HEAD' });
    expect(parseRange('feature')).toBeNull();
    expect(parseRange('..')).toBeNull();
  });

  it('of an unknown revision are null', async () => {
    const git = await repository.open();
    expect(await git.commitsBetween('nowhere', 'main', 10)).toBeNull();
    expect(await git.commitsBetween('--output=x', 'main', 10)).toBeNull();
  });
});

describe('pull requests', () => {
  let remote: TestRepository;
  beforeEach(() => {
    remote = new TestRepository({ 'other.txt': 'x\n' });
    repository.git('push', '-q', remote.folder, 'main:refs/heads/upstream');
    repository.git('remote', 'add', 'origin', remote.folder);
    repository.git('switch', '-q', '-c', 'proposal');
    repository.commit('proposal', { 'a.txt': 'one\nproposed\n' });
    repository.git(
      'push',
      '-q',
      remote.folder,
      'proposal:refs/pull/7/head',
      'proposal:refs/merge-requests/3/head',
    );
    repository.git('switch', '-q', 'main');
    repository.git('branch', '-q', '-D', 'proposal');
  });
  afterEach(() => remote.remove());

  it('are listed, fetched and read since they left the base', async () => {
    const git = await repository.open();
    const [origin] = await git.remotes();
    if (origin === undefined) throw new Error('There is no remote.');
    const heads = await listPullRequestHeads(git, origin, options.signal);
    if ('problem' in heads) throw new Error(heads.problem);
    expect(heads.map(({ ref }) => ref)).toEqual(['refs/pull/7/head', 'refs/merge-requests/3/head']);
    const titled = heads.map(head => ({ ...head, title: head.number === 7 ? 'Propose' : null }));
    const read = await readPullRequests(git, origin, base, titled, options);
    expect(read.problems).toEqual([]);
    expect(read.candidates).toMatchObject([
      { label: '#7 Propose', base, origin: { kind: 'pullRequest', remote: 'origin', number: 7 } },
      { label: '!3', base },
    ]);
    expect(repository.git('for-each-ref', 'refs/remotes')).toBe('');
    await expectTheyApply(read);
  });

  it.each([
    ['[{"number":7,"title":"Mend\\nthe totals"},{"number":"8","title":1},null]', 0, [[7, 'Mend the totals']]],
    ['not JSON', 0, []],
    ['', 4, []],
  ] as const)('have their titles from "gh" where it is installed: %j', async (answer, status, titles) => {
    const bin = path.join(elsewhere, 'bin');
    mkdirSync(bin);
    writeFileSync(path.join(elsewhere, 'answer'), answer);
    const script = `#!/bin/sh\necho "$PWD|$*" > '${elsewhere}/asked'\ncat '${elsewhere}/answer'\nexit ${status}\n`;
    writeFileSync(path.join(bin, 'gh'), script);
    chmodSync(path.join(bin, 'gh'), 0o755);
    vi.stubEnv('PATH', `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`);
    const found = await pullRequestTitles(GITHUB, options.signal);
    expect([...found]).toEqual(titles);
    // Not in the folder this runs in, whose own "gh" some systems would take: it may be the repository. Of the remote that was
    // chosen, and without the password in its address.
    const [folder, question] = readFileSync(path.join(elsewhere, 'asked'), 'utf8').split('|');
    expect(folder).toBe(path.parse(process.execPath).root);
    expect(question).toMatch(/^pr list --repo github\.com\/shop\/cart /);
  });

  it.each([
    ['https://github.com/shop/cart.git', 'github.com/shop/cart'],
    ['https://me:ghp_x@github.example.com:8443/shop/cart.js/', 'github.example.com/shop/cart.js'],
    ['git@github.com:shop/cart.git', 'github.com/shop/cart'],
    ['ssh://git@github.com:22/shop/cart', 'github.com/shop/cart'],
    ['/srv/git/shop/cart.git', null],
    ['C:\\shop\\cart', null],
    ['C:/shop/cart', null],
    ['file:///srv/shop/cart.git', null],
    ['ext::sh -c touch% x', null],
    ['--upload-pack=x:a/b', null],
  ])('are those of the remote at %s', (url, name) => {
    expect(repositoryName(url)).toBe(name);
  });

  it.each([
    ['https://me:ghp_x@github.com/shop/cart.git', 'https://github.com/shop/cart.git'],
    ['https://ghp_x@github.com/shop/cart', 'https://github.com/shop/cart'],
    // As git takes it: the last sign before the host is the one that counts.
    ['https://me:p@ss@example.com/a@b', 'https://example.com/a@b'],
    ['git@github.com:shop/cart.git', 'git@github.com:shop/cart.git'],
    ['/srv/git/cart.git', '/srv/git/cart.git'],
  ])('of %s are shown to come from %s', (url, shown) => {
    expect(shownAddress(url)).toBe(shown);
  });

  it('have no titles where "gh" is not installed', async () => {
    vi.stubEnv('PATH', elsewhere);
    const found = await pullRequestTitles(GITHUB, options.signal);
    expect(found.size).toBe(0);
  });

  it('of a remote that is not there end in one sentence', async () => {
    const git = await repository.open();
    const none = { name: path.join(elsewhere, 'none'), url: '' };
    const problem = await listPullRequestHeads(git, none, options.signal);
    expect(problem).toEqual({
      problem: expect.stringMatching(/^The remote .* could not be read.*\.$/) as string,
    });
  });

  it('run no program that the remote’s configuration names', async () => {
    const trap = path.join(elsewhere, 'ran');
    repository.git('config', 'remote.origin.uploadpack', `touch ${trap};git-upload-pack`);
    repository.git('config', 'remote.evil.url', `ext::touch ${trap}`);
    repository.git('config', 'protocol.ext.allow', 'always');
    const git = await repository.open();
    const head = { kind: 'pull', number: 7, ref: 'refs/pull/7/head' } as const;
    const problems = [];
    for (const one of await git.remotes()) {
      await listPullRequestHeads(git, one, options.signal);
      problems.push(await fetchPullRequestHeads(git, one, [head], options.signal));
    }
    // That of a program, and that of the remote, which is fetched without the one it names.
    expect(problems).toEqual([expect.stringContaining('The remote evil could not be read'), null]);
    expect(() => realpathSync(trap)).toThrow();
  });
});

describe('files', () => {
  it('of predictions give the candidates of one instance', async () => {
    const file = path.join(elsewhere, 'preds.json');
    const rows = ['m1', 'm2', 'm1'].map(model => ({
      instance_id: 'i',
      model_name_or_path: model,
      model_patch: 'p',
    }));
    writeFileSync(file, JSON.stringify(rows));
    const { predictions, problems } = await openPredictions(file);
    expect(problems).toEqual([]);
    expect(predictedCandidates(file, predictions, 'i', base).candidates.map(({ label }) => label)).toEqual([
      'm1',
      'm2',
      'm1 (2)',
    ]);
    expect(predictedCandidates(file, predictions, 'j', base).problems).toHaveLength(1);
    const lines = rows.map(row => `${JSON.stringify(row)}\r\n`).join('');
    for (const written of [Buffer.from(`\ufeff${lines}`), Buffer.from(`\ufeff${lines}`, 'utf16le')]) {
      writeFileSync(file, written);
      expect(await openPredictions(file)).toEqual({ predictions, problems: [] });
    }
  });

  it('are read as long as a lock file makes them, which is left out of the change', async () => {
    const code = '--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-one\n+two\n';
    const lock = `--- a/yarn.lock\n+++ b/yarn.lock\n@@ -1 +1 @@\n-a\n+${'b'.repeat(9_000_000)}\n`;
    const file = path.join(elsewhere, 'long.patch');
    writeFileSync(file, code + lock);
    const { candidates } = await readPatchFiles([file], base, options);
    expect(candidates.map(({ patch }) => parsePatch(patch).files.map(pathOf))).toEqual([['a.py']]);
    truncateSync(file, 64_000_001);
    expect((await readPatchFiles([file], base, options)).problems).toEqual([
      'long.patch is too large and was not added.',
    ]);
  });

  it('are not read through links, nor folders, and each says why', async () => {
    const link = path.join(elsewhere, 'link.patch');
    symlinkSync('/etc/passwd', link);
    const read = await readPatchFiles([link, elsewhere, path.join(elsewhere, 'none.patch')], base, options);
    expect(read.candidates).toEqual([]);
    expect(read.problems).toHaveLength(3);
    for (const problem of read.problems) expect(problem).toMatch(/^\S.*\.$/);
    expect((await openPredictions(link)).problems).toEqual([
      'link.patch is not a plain file and was not read.',
    ]);
  });
});

describe('what git fails at', () => {
  it('is said of each candidate, and the others are read', async () => {
    for (const [name, text] of [
      ['good', 'one\ngood\n'],
      ['bad', 'one\nbad\n'],
      ['last', 'one\nlast\n'],
    ] as const) {
      repository.git('switch', '-q', '-c', name, 'main');
      repository.commit(name, { 'a.txt': text });
    }
    repository.git('switch', '-q', 'main');
    repository.truncate('bad:a.txt');
    const refs = ['good', 'bad', 'last'].map(name => `refs/heads/${name}`);
    const git = await repository.open();
    const read = await readBranches(git, 'main', refs, options);
    expect(read.candidates.map(({ label }) => label)).toEqual(['good', 'last']);
    expect(read.problems).toEqual([
      expect.stringMatching(/^bad was not read: git could not compare \w{8} with bad: .+\.$/),
    ]);
    expect(read.failed).toEqual(['refs/heads/bad']);
  });

  it('in a partial clone is said with how to fetch it', async () => {
    repository.git('switch', '-q', '-c', 'side');
    repository.commit('sideways', { 'a.txt': 'one\nside\n' });
    repository.git('switch', '-q', 'main');
    repository.git('config', 'uploadpack.allowFilter', 'true');
    const clone = path.join(elsewhere, 'clone');
    repository.git('clone', '-q', '--no-local', '--filter=blob:none', `file://${repository.folder}`, clone);
    const git = await Git.open(clone);
    if (!(git instanceof Git)) throw new Error(git.problem);
    const { problems } = await readBranches(git, base, ['refs/remotes/origin/side'], options);
    expect(problems).toEqual([
      `The change of origin/side cannot be read, because git lacks files of it; in a partial clone "git diff ${base} refs/remotes/origin/side" fetches them.`,
    ]);
  });

  it('of a worktree whose files git cannot list is told from one that is gone', async () => {
    const tree = path.join(elsewhere, 'tree');
    repository.git('worktree', 'add', '-q', '-b', 'tree', tree);
    writeFileSync(path.join(repository.folder, '.git', 'worktrees', 'tree', 'index'), 'no index');
    const git = await repository.open();
    const { problems } = await readWorktrees(base, await otherWorktrees(git), options);
    expect(problems).toEqual([expect.stringMatching(/^The worktree tree was not read: git could not .+\.$/)]);
  });
});
