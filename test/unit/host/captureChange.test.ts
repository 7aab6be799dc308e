import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parsePatch } from '../../../src/core/patch/parsePatch';
import { pathOf } from '../../../src/core/patch/patch';
import type { Capture, CapturedChange } from '../../../src/host/capture/capturedChange';
import { captureChange } from '../../../src/host/capture/captureChange';
import { InnerLook } from '../../../src/host/capture/innerLook';
import type { UnsavedText } from '../../../src/platform/change/workingTree';
import { Git } from '../../../src/platform/git/git';
import { gitProcesses } from '../platform/gitProcesses';

const never = new AbortController().signal;

describe('captureChange', () => {
  let folder: string;
  let inner: InnerLook;

  beforeEach(() => {
    inner = new InnerLook();
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'swe-rm-capture-')));
    git('init', '-q', '-b', 'main');
    write('a.ts', 'export const a = 1;\n');
    write('b.ts', 'export const b = 1;\n');
    write('.gitignore', 'out/\n');
    git('add', '.');
    git('commit', '-q', '-m', 'base');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function git(...args: readonly string[]): void {
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid', ...args], {
      cwd: folder,
    });
  }

  function write(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }

  async function capture(dirty: readonly UnsavedText[] = [], base = 'HEAD'): Promise<Capture> {
    const repository = await Git.open(folder);
    if ('problem' in repository) throw new Error(repository.problem);
    return captureChange(repository, { base, dirty, exclude: new Set(['TASK.md']) }, inner, never);
  }

  async function captured(dirty: readonly UnsavedText[] = []): Promise<CapturedChange> {
    const result = await capture(dirty);
    if (result.kind !== 'change') throw new Error(`Captured ${JSON.stringify(result)}.`);
    return result;
  }

  it('finds nothing in a clean working tree', async () => {
    expect(await capture()).toMatchObject({
      kind: 'unchanged',
      problem: {
        error: false,
        sentence: expect.stringMatching(/^Nothing has changed since HEAD\./) as string,
      },
    });
  });

  it('takes saved, unsaved and untracked text together, and its patch reads back as these files', async () => {
    write('a.ts', 'export const a = 2;\n');
    write('new.ts', 'export const fresh = true;\n');
    const change = await captured([{ path: 'b.ts', text: 'export const b = 3;\n' }]);
    expect(change.files.map(pathOf)).toEqual(['a.ts', 'b.ts', 'new.ts']);
    expect(parsePatch(change.patch)).toEqual({ files: change.files, problems: [] });
    expect(change.baseFiles).toEqual({ 'a.ts': 'export const a = 1;\n', 'b.ts': 'export const b = 1;\n' });
  });

  it('leaves out a new file whose name speaks of secrets, saved or not, and says so; a tracked one is part of it', async () => {
    write('.npmrc', 'save-exact=true\n');
    git('add', '.npmrc');
    git('commit', '-q', '-m', 'settings');
    write('.npmrc', 'save-exact=false\n');
    write('.env', 'TOKEN=hunter2hunter2\n');
    write('deploy/key.pem', 'x\n');
    const change = await captured([{ path: '.env', text: 'TOKEN=other\n' }]);
    expect(change.files.map(pathOf)).toEqual(['.npmrc']);
    expect(change.patch).not.toMatch(/TOKEN|key\.pem/);
    expect(change.problems).toEqual([
      '.env and 1 more are left out, because their names suggest secrets; ignore them in git.',
    ]);
  });

  it('prefers the text in the editor to the text on disk', async () => {
    write('a.ts', 'export const a = 2;\n');
    const change = await captured([{ path: 'a.ts', text: 'export const a = 9;\n' }]);
    expect(change.patch).toContain('+export const a = 9;');
    expect(change.patch).not.toContain('a = 2');
  });

  it('sees an unsaved undo of a saved change as no change', async () => {
    write('a.ts', 'export const a = 2;\n');
    expect((await capture([{ path: 'a.ts', text: 'export const a = 1;\n' }])).kind).toBe('unchanged');
  });

  it('leaves out ignored files, saved or not, the task file, and links that lead elsewhere', async () => {
    write('out/built.js', '1;\n');
    write('TASK.md', '# Do it\n');
    symlinkSync('/etc/hostname', join(folder, 'link'));
    const dirty = [
      { path: 'out/built.js', text: '2;\n' },
      { path: 'TASK.md', text: '# Do something else\n' },
    ];
    expect((await capture(dirty)).kind).toBe('unchanged');
  });

  it('follows a rename whose new text is not saved yet', async () => {
    git('mv', 'a.ts', 'c.ts');
    const change = await captured([{ path: 'c.ts', text: 'export const a = 2;\n' }]);
    expect(change.files).toMatchObject([{ status: 'renamed', oldPath: 'a.ts', newPath: 'c.ts' }]);
    expect(change.patch).toContain('rename from a.ts');
    expect(change.patch).toContain('-export const a = 1;');
  });

  it('says that the change lies in a submodule, and how to have it scored', async () => {
    git('clone', '-q', '.', join(folder, 'out', 'origin'));
    git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', join(folder, 'out', 'origin'), 'lib');
    git('commit', '-q', '-m', 'lib');
    write('lib/a.ts', 'export const a = 2;\n');
    expect(await capture()).toMatchObject({
      kind: 'unchanged',
      problem: {
        error: false,
        sentence:
          'The change is in the submodule lib, a repository of its own; choose it to score the change.',
        actions: [{ action: 'chooseFolder' }],
      },
    });
    write('a.ts', 'export const a = 2;\n');
    const change = await captured();
    expect(change.files.map(pathOf)).toEqual(['a.ts']);
    expect(change.problems).toEqual([
      'What changed in the submodule lib is not included; choose it with “SWE-RM: Choose Folder…” to have it scored.',
    ]);
  });

  it('looks into a submodule again when something happened there, and after a while', async () => {
    git('clone', '-q', folder, join(folder, 'out', 'origin'));
    git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', join(folder, 'out', 'origin'), 'lib');
    git('commit', '-q', '-m', 'lib');
    write('a.ts', 'export const a = 2;\n');
    const problems = async () => (await captured()).problems.length;
    expect(await problems()).toBe(0);
    write('lib/a.ts', 'export const a = 3;\n');
    inner.note(join(folder, 'a.ts'));
    expect((await gitProcesses(problems)).filter(asked => asked.includes('status'))).toEqual([]);
    inner.note(join(folder, 'lib', 'a.ts'));
    expect(await problems()).toBe(1);
    write('lib/a.ts', 'export const a = 1;\n');
    inner.note(null);
    expect(await problems()).toBe(0);
    git('-C', 'lib', 'commit', '-q', '--allow-empty', '-m', 'unseen');
    expect(await problems()).toBe(0);
    const now = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 61_000);
    expect(await problems()).toBe(1);
    now.mockRestore();
  });

  it('states a binary file without reading it as text', async () => {
    write('logo.png', Uint8Array.from([137, 80, 0, 1]));
    expect((await captured()).files).toMatchObject([{ newPath: 'logo.png', binary: true, hunks: [] }]);
  });

  it('counts from where the base and HEAD part', async () => {
    git('checkout', '-q', '-b', 'feature');
    write('a.ts', 'export const a = 2;\n');
    git('commit', '-q', '-a', '-m', 'feature');
    git('checkout', '-q', 'main');
    write('b.ts', 'export const b = 2;\n');
    git('commit', '-q', '-a', '-m', 'main goes on');
    git('checkout', '-q', 'feature');
    const change = await capture([], 'main');
    expect(change).toMatchObject({
      kind: 'change',
      baseName: 'main',
      files: [{ newPath: 'a.ts' }],
      places: [{ path: 'a.ts', line: 0 }],
    });
  });

  it.each([
    ['a tracked file', 'a.ts', /too large/],
    ['an untracked file', 'log.txt', /log\.txt is too large/],
  ])('refuses 20 MB in %s with one sentence', async (_, path, sentence) => {
    write(path, 'a line of twenty byte\n'.repeat(1_000_000));
    const result = await capture();
    expect(result).toMatchObject({ kind: 'problem', problem: { error: true } });
    expect(result.kind === 'problem' && result.problem.sentence).toMatch(sentence);
  });

  it.each([
    ['one lock file', ['package-lock.json'], /^package-lock\.json is left out: it is generated/],
    // Each is short enough by itself.
    [
      'two of them',
      ['package-lock.json', 'yarn.lock'],
      /^package-lock\.json and 1 more file are left out: they are generated/,
    ],
  ])('scores the rest of a change that is too large for %s', async (_, locks, sentence) => {
    const lines = 'a line of twenty byte\n'.repeat(120_000 / locks.length);
    for (const lock of locks) write(lock, 'a\n');
    git('add', '.');
    git('commit', '-q', '-m', 'locks');
    for (const lock of locks) write(lock, lines);
    write('a.ts', 'export const a = 2;\n');
    const change = await captured();
    expect(change.files.map(pathOf)).toEqual(['a.ts']);
    expect(parsePatch(change.patch).files).toEqual(change.files);
    expect(change.problems).toEqual([expect.stringMatching(sentence)]);
  });

  it('counts what tools wrote anew and did not track yet as well', async () => {
    write('web/yarn.lock', 'a line of twenty byte\n'.repeat(60_000));
    write('api/yarn.lock', 'a line of twenty byte\n'.repeat(60_000));
    write('a.ts', 'export const a = 2;\n');
    const change = await captured();
    expect(change.files.map(pathOf)).toEqual(['a.ts']);
    expect(change.problems).toEqual([expect.stringMatching(/^api\/yarn\.lock and 1 more file/)]);
  });

  it('says when the base does not exist', async () => {
    const result = await capture([], 'no-such-branch');
    expect(result.kind === 'problem' && result.problem.sentence).toMatch(/no commit "no-such-branch"/);
  });
});
