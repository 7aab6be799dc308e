import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { diffToWorkingTree } from '../../../../src/platform/git/diffs';
import { createFilePatch } from '../../../../src/core/patch/createFilePatch';
import { formatPatch } from '../../../../src/core/patch/formatPatch';
import {
  applyToNewBranch,
  applyToNewWorktree,
  removeBranch,
} from '../../../../src/platform/apply/applyElsewhere';
import { notScored } from '../../../../src/core/scoring/notScored';
import { unapplicable } from '../../../../src/platform/apply/checkCandidates';
import { applyFailureText } from '../../../../src/platform/apply/applyFailure';
import { planApplication } from '../../../../src/platform/apply/planApplication';
import { BREAKS, BrokenGit } from '../brokenGit';
import { TestRepository } from '../repository';

const TEN = Array.from({ length: 10 }, (_, i) => `line ${i + 1}\n`).join('');
const change = (from: string, to: string) =>
  formatPatch([createFilePatch('a.txt', TEN, TEN.replace(from, to))]);

const DAMAGED = 'diff --git a/b.txt b/b.txt\n--- "a/b\n+++ b/b.txt\n@@ -1 +1 @@\n-b\n+c\n';
const addition = (file: string) => formatPatch([createFilePatch(file, null, 'new\n')]);

let repository: TestRepository;
let base: string;
let temporary: string;
beforeEach(() => {
  repository = new TestRepository({ 'a.txt': TEN, 'b.txt': 'b\n' });
  base = repository.git('rev-parse', 'HEAD');
  temporary = mkdtempSync(path.join(tmpdir(), 'swe-rm-temporary-'));
  vi.stubEnv('TMPDIR', temporary);
});
afterEach(() => {
  const left = readdirSync(temporary);
  for (const folder of [temporary, `${repository.folder}-new`])
    rmSync(folder, { recursive: true, force: true });
  repository.remove();
  expect(left).toEqual([]);
});

const shown = (name: string) => {
  const place = path.join(repository.folder, name);
  return existsSync(place) ? readFileSync(place, 'utf8') : null;
};

async function plan(patch: string, unsaved: Readonly<Record<string, string>> = {}) {
  return planApplication(await repository.open(), { patch, base }, name =>
    Promise.resolve(unsaved[name] ?? shown(name)),
  );
}

describe('planApplication', () => {
  it('starts from what is typed, saved or not', async () => {
    const typed = TEN.replace('line 9', 'typed');
    expect(await plan(change('line 2', 'two'), { 'a.txt': typed })).toEqual({
      kind: 'plan',
      merged: false,
      modes: [],
      edits: [{ kind: 'change', path: 'a.txt', before: typed, text: typed.replace('line 2', 'two') }],
    });
  });

  it('keeps CRLF where the editor shows a file with it and the repository does not', async () => {
    const crlf = TEN.replaceAll('\n', '\r\n');
    const planned = await plan(change('line 2', 'two'), { 'a.txt': crlf });
    expect(planned).toMatchObject({ edits: [{ before: crlf, text: crlf.replace('line 2', 'two') }] });
  });

  it('merges with what the file has become since the base', async () => {
    const moved = TEN.replace('line 2\n', 'line 2\nin between\n').replace('line 4', 'line four');
    repository.commit('moved', { 'a.txt': moved });
    expect(await plan(change('line 6', 'six'))).toMatchObject({
      kind: 'plan',
      merged: true,
      edits: [{ text: moved.replace('line 6', 'six') }],
    });
  });

  describe('where the files have moved on', () => {
    const whole = (name: string, before: string | null, after: string | null) =>
      formatPatch([createFilePatch(name, before, after)]);
    const renamed = formatPatch([
      { ...createFilePatch('b.txt', 'b\n', 'c\n'), status: 'renamed', newPath: 'c.txt' },
    ]);
    /** The plan for a patch of `a.txt` that has to be merged, and of another file. */
    async function planWith(other: string, since: Readonly<Record<string, string>>) {
      repository.commit('moved', { 'a.txt': TEN.replace('line 4', 'line four'), ...since });
      return plan(change('line 6', 'six') + other);
    }

    it.each([
      ['deletes a file that has changed', whole('b.txt', 'b\n', null), { 'b.txt': 'changed\n' }, 'b.txt'],
      ['adds a file that is there by now', whole('c.txt', null, 'c\n'), { 'c.txt': 'other\n' }, 'c.txt'],
      ['renames to a name that is taken', renamed, { 'c.txt': 'other\n' }, 'c.txt'],
    ])('refuses what %s', async (_, other, since, file) => {
      expect(await planWith(other, since)).toEqual({
        kind: 'refused',
        sentence: expect.stringContaining(`${file} changed in the same places`) as string,
      });
    });

    it.each([
      ['adds', whole('c.txt', null, 'c\n'), { 'c.txt': 'c\n' }],
      ['changes', whole('b.txt', 'b\n', 'c\n'), { 'b.txt': 'c\n' }],
    ])('leaves alone what it %s and somebody else did too', async (_, other, since) => {
      expect(await planWith(other, since)).toMatchObject({ merged: true, edits: [{ path: 'a.txt' }] });
    });

    it('takes a renamed file away under its old name, and sets the bit that the patch sets', async () => {
      expect(await planWith(renamed, {})).toMatchObject({
        merged: true,
        edits: [{ path: 'a.txt' }, { kind: 'delete', path: 'b.txt' }, { kind: 'create', path: 'c.txt' }],
        modes: [],
      });
      const executable = whole('d.txt', null, 'd\n').replace('mode 100644', 'mode 100755');
      expect(await planWith(executable, { 'b.txt': 'by now\n' })).toMatchObject({ modes: ['d.txt'] });
    });

    it('has nothing left to delete, and nothing to change, in a file that is gone', async () => {
      repository.git('rm', '-q', 'b.txt');
      expect(await planWith(whole('b.txt', 'b\n', null), {})).toMatchObject({ edits: [{ path: 'a.txt' }] });
      expect(await plan(change('line 6', 'six') + whole('b.txt', 'b\n', 'c\n'))).toEqual({
        kind: 'refused',
        sentence: expect.stringContaining('b.txt changed in the same places') as string,
      });
    });
  });

  it.runIf(process.platform !== 'win32')('names a file whose executable bit changes', async () => {
    const modes = 'diff --git a/b.txt b/b.txt\nold mode 100644\nnew mode 100755\n';
    const patch = `${modes}--- a/b.txt\n+++ b/b.txt\n@@ -1 +1 @@\n-b\n+c\n`;
    expect(await plan(patch)).toMatchObject({ modes: ['b.txt'], edits: [{ path: 'b.txt' }] });
    chmodSync(path.join(repository.folder, 'b.txt'), 0o755);
    expect(await plan(patch)).toMatchObject({ modes: [], edits: [{ path: 'b.txt' }] });
  });

  it('follows nothing into a conflict, and says where and since when', async () => {
    repository.commit('moved', { 'a.txt': TEN.replace('line 6', 'other') });
    const planned = await plan(
      change('line 6', 'six') + formatPatch([createFilePatch('new.txt', null, 'x\n')]),
    );
    expect(planned).toEqual({
      kind: 'refused',
      sentence: expect.stringMatching(/^a\.txt changed in the same places since [0-9a-f]{8},.*\.$/) as string,
    });
  });

  it('says which file lacks the lines when nothing has moved', async () => {
    const patch = change('line 6', 'six').replace(' line 5', ' line fifty');
    expect(await plan(patch)).toEqual({
      kind: 'refused',
      sentence: 'The patch does not apply: a.txt has different lines where the change belongs.',
    });
  });

  it('says of a hunk that was cut off that it was', async () => {
    const lines = change('line 6', 'six').trimEnd().split('\n');
    expect(await plan(`${lines.slice(0, -3).join('\n')}\n`)).toEqual({
      kind: 'refused',
      sentence: expect.stringMatching(
        /^The patch does not apply: a\.txt has different lines where the change belongs; a hunk announces 7 old and 7 new lines but has 4 and 4; /,
      ) as string,
    });
  });

  it('says it of one file, and counts the others', () => {
    const message = ['a.ts', 'b.ts', 'c.ts']
      .map(file => `error: patch failed: ${file}:1\nerror: ${file}: patch does not apply`)
      .join('\n');
    expect(applyFailureText(message, { files: [], problems: [] })).toBe(
      'The patch does not apply: a.ts has different lines where the change belongs, and 2 more files do not apply.',
    );
  });

  it('takes all of a patch or nothing of it', async () => {
    const patch = change('line 6', 'six') + formatPatch([createFilePatch('gone.txt', 'x\n', 'y\n')]);
    expect(await plan(patch)).toMatchObject({
      kind: 'refused',
      sentence: expect.stringContaining('gone.txt') as string,
    });
  });

  it('refuses a binary change and one that is cut short', async () => {
    const binary = 'diff --git a/x.png b/x.png\nindex 1..2 100644\nBinary files a/x.png and b/x.png differ\n';
    expect(await plan(binary)).toMatchObject({
      sentence: expect.stringContaining('x.png is binary') as string,
    });
    expect(await plan(change('line 6', 'six') + DAMAGED)).toMatchObject({ kind: 'refused' });
  });

  it('renames, with what became of the file under its old name', async () => {
    const typed = TEN.replace('line 9', 'typed');
    const file = {
      ...createFilePatch('a.txt', TEN, TEN.replace('line 2', 'two')),
      status: 'renamed' as const,
      newPath: 'c.txt',
    };
    expect(await plan(formatPatch([file]), { 'a.txt': typed })).toMatchObject({
      edits: [
        { kind: 'delete', path: 'a.txt' },
        { kind: 'create', path: 'c.txt', text: typed.replace('line 2', 'two') },
      ],
    });
  });
});

describe('a new branch', () => {
  it('holds the change as one commit; the working tree stays as it was, and the branch can be taken away', async () => {
    repository.write({ 'b.txt': 'dirty\n' });
    const git = await repository.open();
    const made = await applyToNewBranch(
      git,
      { patch: change('line 2', 'two'), base },
      'candidate/one',
      'Two\n',
    );
    expect(made.kind).toBe('done');
    expect(repository.git('rev-parse', 'candidate/one~1')).toBe(base);
    expect(repository.git('show', 'candidate/one:a.txt')).toContain('two');
    expect(repository.git('status', '--porcelain')).toBe('M b.txt');
    expect(shown('a.txt')).toBe(TEN);
    expect(made.kind === 'done' && (await removeBranch(git, 'candidate/one', made.commit))).toBe(true);
    expect(repository.git('branch', '--list')).not.toContain('candidate');
  });

  it('is not taken away once it is checked out or has moved on', async () => {
    const git = await repository.open();
    const made = await applyToNewBranch(git, { patch: change('line 2', 'two'), base }, 'tried', 'Two\n');
    if (made.kind !== 'done') throw new Error(made.sentence);
    repository.git('switch', '-q', 'tried');
    expect(await removeBranch(git, 'tried', made.commit)).toBe(false);
    repository.commit('more', { 'b.txt': 'c\n' });
    repository.git('switch', '-q', 'main');
    expect(await removeBranch(git, 'tried', made.commit)).toBe(false);
    expect(repository.git('log', '-1', '--format=%s', 'tried')).toBe('more');
  });

  it.each([
    ['main', /already/],
    ['-x', /not a valid branch name/],
    ['a..b', /not a valid branch name/],
  ])('is not made as %s', async (name, reason) => {
    const made = await applyToNewBranch(
      await repository.open(),
      { patch: change('line 2', 'two'), base },
      name,
      'x',
    );
    expect(made).toEqual({ kind: 'refused', sentence: expect.stringMatching(reason) as string });
  });

  it.each([
    ['does not apply', () => change('line 2', 'two').replace(' line 1', ' one'), /a\.txt/],
    ['is understood in part', () => change('line 2', 'two') + DAMAGED, /./],
    [
      'names a device of Windows',
      () => addition('src/nul.txt'),
      /"src\/nul\.txt" is refused: it names a device/,
    ],
    ['leads into the .git folder', () => addition('.git/hooks/x'), /leads into the \.git folder/],
  ])('is not made for a patch that %s, nor is a worktree', async (_, patch, reason) => {
    const git = await repository.open();
    const candidate = { patch: patch(), base };
    const folder = `${repository.folder}-new`;
    const refused = { kind: 'refused', sentence: expect.stringMatching(reason) as string };
    expect(await applyToNewBranch(git, candidate, 'x', 'x')).toEqual(refused);
    expect(await applyToNewWorktree(git, candidate, folder, 'x')).toEqual(refused);
    expect(repository.git('branch', '--list', 'x')).toBe('');
    expect(existsSync(folder)).toBe(false);
  });

  it('holds a file that is new', async () => {
    const git = await repository.open();
    const made = await applyToNewBranch(git, { patch: addition('src/new.txt'), base }, 'x', 'x');
    expect(made.kind).toBe('done');
    expect(repository.git('show', 'x:src/new.txt')).toBe('new');
  });
});

describe('a new worktree', () => {
  it('holds the change beside the base', async () => {
    const folder = `${repository.folder}-new`;
    const git = await repository.open();
    const made = await applyToNewWorktree(git, { patch: change('line 2', 'two'), base }, folder, 'tried');
    expect(made).toEqual({ kind: 'done', commit: base });
    expect(readFileSync(path.join(folder, 'a.txt'), 'utf8')).toBe(TEN.replace('line 2', 'two'));
    expect(shown('a.txt')).toBe(TEN);
    expect(await git.worktrees()).toEqual([
      { folder: repository.folder, branch: 'main' },
      { folder, branch: 'tried' },
    ]);
  });

  it('runs no filter and no hook of the repository', async () => {
    const trap = path.join(repository.folder, '.git', 'ran');
    const script = path.join(repository.folder, '.git', 'trap.sh');
    writeFileSync(script, `#!/bin/sh\ntouch "${trap}"\ncat\n`, { mode: 0o755 });
    repository.git('config', 'filter.trap.smudge', script);
    repository.commit('attributes', { '.gitattributes': '*.txt filter=trap\n' });
    rmSync(trap, { force: true });
    writeFileSync(
      path.join(repository.folder, '.git', 'hooks', 'post-checkout'),
      `#!/bin/sh\ntouch "${trap}"\n`,
      { mode: 0o755 },
    );
    const head = repository.git('rev-parse', 'HEAD');
    const made = await applyToNewWorktree(
      await repository.open(),
      { patch: change('line 2', 'two'), base: head },
      `${repository.folder}-new`,
      'tried',
    );
    expect(made.kind).toBe('done');
    expect(existsSync(trap)).toBe(false);
  });

  it.each([
    ['in the repository', (folder: string) => path.join(folder, 'inside'), /inside the repository itself/],
    [
      'in it by a name with dots',
      (folder: string) => path.join(folder, '..cache'),
      /inside the repository itself/,
    ],
    ['at a relative path', () => 'elsewhere', /not an absolute path/],
    ['where something is', () => '/etc', /not empty/],
  ])('is not made %s', async (_, place, reason) => {
    const made = await applyToNewWorktree(
      await repository.open(),
      { patch: change('line 2', 'two'), base },
      place(repository.folder),
      'tried',
    );
    expect(made).toEqual({ kind: 'refused', sentence: expect.stringMatching(reason) as string });
    expect(repository.git('branch', '--list', 'tried')).toBe('');
  });

  it('leaves nothing behind when git fails on the way', async () => {
    const folder = path.join(`${repository.folder}-new`, 'a.txt');
    writeFileSync(`${repository.folder}-new`, 'a file in the way\n');
    const git = await repository.open();
    const made = await applyToNewWorktree(git, { patch: change('line 2', 'two'), base }, folder, 'tried');
    expect(made.kind).toBe('refused');
    expect(repository.git('branch', '--list', 'tried')).toBe('');
    expect(await git.worktrees()).toHaveLength(1);
  });

  it('leaves nothing behind when git makes it and cannot apply the change', async () => {
    const folder = `${repository.folder}-new`;
    const git = await repository.open();
    const broken = new BrokenGit();
    broken.breaks('apply --index', BREAKS.fails);
    const made = await applyToNewWorktree(git, { patch: change('line 2', 'two'), base }, folder, 'tried');
    broken.remove();
    expect(made).toEqual({
      kind: 'refused',
      sentence: 'The worktree could not be created: no luck today.',
    });
    expect(existsSync(folder)).toBe(false);
    expect(repository.git('branch', '--list', 'tried')).toBe('');
    expect(await git.worktrees()).toHaveLength(1);
  });

  it('takes nothing from a worktree of that folder whose disk is not at hand', async () => {
    const folder = `${repository.folder}-new`;
    repository.git('worktree', 'add', '-q', '--detach', folder);
    const listed = repository.git('worktree', 'list', '--porcelain');
    renameSync(folder, `${folder}-away`);
    const git = await repository.open();
    const made = await applyToNewWorktree(git, { patch: change('line 2', 'two'), base }, folder, 'tried');
    renameSync(`${folder}-away`, folder);
    expect(made).toEqual({
      kind: 'refused',
      sentence: expect.stringMatching(/missing but already registered worktree/) as string,
    });
    expect(repository.git('worktree', 'list', '--porcelain')).toBe(listed);
    expect(repository.git('branch', '--list', 'tried')).toBe('');
  });
});

describe('unapplicable', () => {
  const unfit = (reason: string) => notScored('doesNotApply', reason);

  it('names what does not apply at its own base, and nothing else', async () => {
    const later = repository.commit('moved', { 'a.txt': TEN.replace('line 6', 'other') });
    const patch = change('line 6', 'six');
    const found = await unapplicable(
      await repository.open(),
      [
        { id: 'at its base', patch, base },
        { id: 'elsewhere', patch, base: later },
        { id: 'unreadable', patch: 'no diff', base },
      ],
      new AbortController().signal,
    );
    expect([...found]).toEqual([['elsewhere', unfit('a.txt has different lines where the change belongs')]]);
  });

  it('holds for files that are no UTF-8, as they are read', async () => {
    const latin = (text: string) => Buffer.from(text, 'latin1');
    repository.write({ 'l.py': latin('a = "größe"\nb = 1\n') });
    repository.git('add', '-A');
    repository.git('commit', '-q', '-m', 'latin');
    repository.write({ 'l.py': latin('a = "größe"\nb = 2\n') });
    const git = await repository.open();
    const { signal } = new AbortController();
    const patch = (await diffToWorkingTree(git, 'HEAD')) ?? '';
    expect(patch).toContain('gr\ufffd\ufffde');
    const head = repository.git('rev-parse', 'HEAD');
    const checked = [
      { id: 'fits', patch, base: head },
      { id: 'unfit', patch: patch.replace('-b = 1', '-b = 3'), base: head },
    ];
    expect([...(await unapplicable(git, checked, signal))]).toEqual([
      ['unfit', unfit('l.py has different lines where the change belongs')],
    ]);
    // Half an answer would be kept as the whole.
    const stop = new AbortController();
    const last = {
      ...checked[1]!,
      get patch() {
        stop.abort();
        return checked[1]!.patch;
      },
    };
    await expect(unapplicable(git, [checked[0]!, last], stop.signal)).rejects.toThrow(/abort/);
  });

  it('says of a diff without context that it has none', async () => {
    repository.commit('changed', { 'a.txt': TEN.replace('line 2', 'two') });
    const patch = repository.git('diff', '-U0', base, 'HEAD');
    const found = await unapplicable(
      await repository.open(),
      [{ id: 'bare', patch, base }],
      new AbortController().signal,
    );
    expect(found.get('bare')?.message).toContain('a.txt holds no lines around the change');
  });
});
