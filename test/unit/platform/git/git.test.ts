import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gitProcesses } from '../gitProcesses';
import { showFile, showFiles } from '../../../../src/platform/git/committedFiles';
import {
  changedLines,
  diffBetween,
  diffOfCommit,
  diffToWorkingTree,
} from '../../../../src/platform/git/diffs';
import { Git } from '../../../../src/platform/git/git';
import { runGit } from '../../../../src/platform/git/runGit';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'swe-rm-git-')));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function git(...args: string[]): string {
  const identity = [
    '-c',
    'user.name=Test',
    '-c',
    'user.email=test@example.org',
    '-c',
    'commit.gpgsign=false',
  ];
  return execFileSync('git', [...identity, ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
}

async function opened(): Promise<Git> {
  const found = await Git.open(folder);
  if ('problem' in found) throw new Error(found.problem);
  return found;
}

function firstCommit(): void {
  git('init', '-q', '-b', 'main');
  write('src/größe.py', 'a = 1\n');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
}

describe('Git', () => {
  it('says in a sentence that a folder is no repository', async () => {
    expect(await Git.open(folder)).toEqual({
      kind: 'none',
      problem: expect.stringContaining('not in a git repository') as string,
    });
  });

  it('tells a repository above that is damaged from none, and from one that it may not look for', async () => {
    firstCommit();
    const inside = path.join(folder, 'src');
    vi.stubEnv('GIT_CEILING_DIRECTORIES', folder);
    expect(await Git.open(inside)).toMatchObject({ kind: 'none' });
    vi.unstubAllEnvs();
    rmSync(path.join(folder, '.git/HEAD'));
    for (const place of [folder, inside])
      expect(await Git.open(place)).toEqual({
        kind: 'unreadable',
        problem: `git does not recognise ${path.join(folder, '.git')} as a repository, since its HEAD, objects or refs are missing or damaged; restore them, or clone it again.`,
      });
  });

  it('says in a sentence that there is no such folder', async () => {
    const missing = path.join(folder, 'nowhere');
    expect(await Git.open(missing)).toEqual({
      kind: 'unreadable',
      problem: `There is no folder ${missing}; name the folder of a git repository.`,
    });
  });

  it('opens the repository from a folder inside it', async () => {
    firstCommit();
    const found = await Git.open(path.join(folder, 'src'));
    expect(found).toMatchObject({ root: folder, realRoot: folder, below: 'src' });
  });

  it('spells its root as the folder is, through links, as an editor names its files', async () => {
    firstCommit();
    const links = path.join(folder, '.git', 'links');
    mkdirSync(links);
    const [whole, part] = [path.join(links, 'whole'), path.join(links, 'part')];
    symlinkSync(folder, whole);
    symlinkSync(path.join(folder, 'src'), part);
    expect(await Git.open(whole)).toMatchObject({ root: whole, realRoot: folder, below: '' });
    expect(await Git.open(path.join(whole, 'src'))).toMatchObject({ root: whole, below: 'src' });
    // What lies above this link is not the repository.
    expect(await Git.open(part)).toMatchObject({ root: folder, realRoot: folder, below: 'src' });
  });

  it('runs no program that lies in the working folder', async () => {
    firstCommit();
    write('git', `#!/bin/sh\ntouch ${path.join(folder, 'trap')}\n`);
    chmodSync(path.join(folder, 'git'), 0o755);
    // Windows has the working folder before the PATH; elsewhere it stands in some people's.
    vi.stubEnv('PATH', `.${path.delimiter}${process.env['PATH'] ?? ''}`);
    const before = process.cwd();
    process.chdir(folder);
    try {
      expect(await Git.open('.')).toMatchObject({ root: folder });
    } finally {
      process.chdir(before);
    }
    expect(existsSync(path.join(folder, 'trap'))).toBe(false);
  });

  it('knows no commit in an empty repository', async () => {
    git('init', '-q');
    const repository = await opened();
    expect(await repository.resolve('HEAD')).toBeNull();
    await expect(diffToWorkingTree(repository, 'HEAD')).rejects.toThrow('git knows no commit HEAD.');
    expect(await repository.refs(['refs/heads/'], 9)).toEqual([]);
  });

  it('reads files with names beyond ASCII, and untracked ones, but no ignored ones', async () => {
    firstCommit();
    write('.gitignore', '*.log\n');
    write('neu.py', 'x\n');
    write('a.log', 'x\n');
    const repository = await opened();
    expect(await showFile(repository, 'HEAD', 'src/größe.py')).toBe('a = 1\n');
    expect((await repository.untrackedFiles())?.sort()).toEqual(['.gitignore', 'neu.py']);
    expect(await showFiles(repository, 'HEAD', ['src/größe.py', 'missing.py'])).toEqual(
      new Map([['src/größe.py', 'a = 1\n']]),
    );
  });

  it('reads files of all sizes and kinds in two processes, or few more when they are long', async () => {
    const long = 'a long line of text\n'.repeat(300_000);
    const files: Record<string, string> = { empty: '', 'no end': 'a\nblob 3\nb', long, 'long too': long };
    for (let i = 0; i < 100; i++) files[`many/${i}.py`] = `a = ${i}\n`;
    for (const [name, text] of Object.entries(files)) write(name, text);
    firstCommit();
    write('binary', 'a\0b');
    git('add', '-A');
    git('commit', '-qm', 'files');
    const repository = await opened();
    const head = git('rev-parse', 'HEAD');
    const none = ['../out', 'many', 'missing', 'binary', 'with\na line end'];
    const paths = [...none, ...Object.keys(files), ...none];
    const processes = await gitProcesses(async () =>
      expect(await showFiles(repository, head, paths)).toEqual(new Map(Object.entries(files))),
    );
    expect(processes.length).toBe(3);
    expect(await showFiles(repository, 'no-such-branch', paths)).toEqual(new Map());
  });

  it('compares branches from where they parted', async () => {
    firstCommit();
    git('switch', '-q', '-c', 'fix');
    write('src/größe.py', 'a = 2\n');
    git('commit', '-qam', 'fix');
    git('switch', '-q', 'main');
    write('other.py', 'b = 1\n');
    git('add', '-A');
    git('commit', '-qm', 'other');
    const repository = await opened();
    const base = await repository.mergeBase('main', 'fix');
    expect(base).toBe(git('rev-parse', 'main~1'));
    const diff = await diffBetween(repository, base!, 'fix');
    expect(diff).toContain('+a = 2');
    expect(diff).not.toContain('other.py');
    const names = (await repository.refs(['refs/heads/'], 9)).map(({ name }) => name);
    expect(names.sort()).toEqual(['refs/heads/fix', 'refs/heads/main']);
  });

  it('takes a revision that looks like an option for a revision', async () => {
    firstCommit();
    const repository = await opened();
    expect(await repository.resolve('--output=/tmp/evil')).toBeNull();
    expect(await repository.mergeBase('HEAD', '--all')).toBeNull();
  });

  it('reads no binary file as text', async () => {
    git('init', '-q');
    writeFileSync(path.join(folder, 'a.bin'), Buffer.from([1, 0, 2]));
    git('add', '-A');
    git('commit', '-qm', 'binary');
    expect(await showFile(await opened(), 'HEAD', 'a.bin')).toBeNull();
  });

  it('says what to open instead of a bare repository and of the folder in which git keeps its own files', async () => {
    firstCommit();
    git('clone', '-q', '--bare', '.', 'bare.git');
    for (const place of ['bare.git', '.git'])
      expect(await Git.open(path.join(folder, place))).toMatchObject({
        kind: 'unreadable',
        problem: expect.stringMatching(/has no working tree.+git worktree add/),
      });
  });

  it('runs nothing that the repository names', async () => {
    firstCommit();
    const trap = path.join(folder, 'ran');
    const script = path.join(folder, 'trap.sh');
    writeFileSync(script, `#!/bin/sh\ntouch "${trap}"\ncat "$1" 2>/dev/null\n`, { mode: 0o755 });
    git('config', 'diff.external', script);
    git('config', 'core.fsmonitor', script);
    git('config', 'diff.python.textconv', script);
    git('config', 'core.pager', script);
    write('.gitattributes', '*.py diff=python\n');
    write('src/größe.py', 'a = 3\n');
    const repository = await opened();
    expect(await diffToWorkingTree(repository, 'HEAD')).toContain('+a = 3');
    await repository.untrackedFiles();
    expect(existsSync(trap)).toBe(false);
  });

  it('makes the same diff however git is configured', async () => {
    git('init', '-q', '-b', 'main');
    const lines = (word: string) => Array.from({ length: 40 }, (_, i) => `${word} ${i}\n`);
    for (const name of ['x.py', 'y.py']) write(name, lines(name).join(''));
    write('many.py', '{\n}\n\n{\n}\n');
    git('add', '-A');
    git('commit', '-q', '-m', 'first');
    for (const name of ['x.py', 'y.py']) {
      git('mv', name, `moved-${name}`);
      write(`moved-${name}`, lines(name).with(5, 'five\n').with(14, 'fourteen\n').join(''));
    }
    write('many.py', '{\n}\n\n{\n}\n\n{\n}\n');
    git('commit', '-q', '-a', '-m', 'second');
    const order = path.join(folder, '.git', 'order');
    writeFileSync(order, 'moved-y.py\n');
    const repository = await opened();
    const plain = await diffBetween(repository, 'HEAD~1', 'HEAD');
    expect(plain).toContain('rename from x.py');
    for (const [key, value] of [
      ['diff.noprefix', 'true'],
      ['diff.mnemonicPrefix', 'true'],
      ['diff.context', '0'],
      ['diff.interHunkContext', '20'],
      ['diff.renames', 'false'],
      ['diff.renameLimit', '1'],
      ['diff.orderFile', order],
      ['diff.algorithm', 'patience'],
      ['diff.indentHeuristic', 'false'],
      ['diff.relative', 'true'],
      ['diff.suppressBlankEmpty', 'true'],
      ['color.ui', 'always'],
      ['core.quotePath', 'false'],
    ] as const) {
      git('config', key, value);
      expect(await diffBetween(repository, 'HEAD~1', 'HEAD'), key).toBe(plain);
      git('config', '--unset', key);
    }
  });

  it('makes the same diff whatever attributes and variables of the user say', async () => {
    git('init', '-q', '-b', 'main');
    const body = Array.from({ length: 12 }, (_, i) => `    x = ${i}\n`).join('');
    write('a.py', `class A:\n${body}    def f():\n${body}`);
    write('lines.txt', 'a\nb\n');
    git('add', '-A');
    git('commit', '-q', '-m', 'first');
    write('a.py', `class A:\n${body}    def f():\n${body}    x = 12\n`);
    git('commit', '-q', '-a', '-m', 'second');
    const repository = await opened();
    const { signal } = new AbortController();
    const diffs = () =>
      Promise.all([
        diffBetween(repository, 'HEAD~1', 'HEAD'),
        diffOfCommit(repository, 'HEAD', signal),
        diffToWorkingTree(repository, 'HEAD~1'),
        changedLines(repository, 'HEAD~1', 'HEAD', signal),
      ]);
    const plain = await diffs();
    expect(plain[0]).toContain('@@ class A:');
    expect(plain[3]).toEqual([{ path: 'a.py', lines: 1 }]);

    const attributes = path.join(folder, '.git', 'user', 'git', 'attributes');
    mkdirSync(path.dirname(attributes), { recursive: true });
    vi.stubEnv('XDG_CONFIG_HOME', path.join(folder, '.git', 'user'));
    for (const said of ['*.py diff=python', '*.py -diff', '*.py binary', '*.py diff=own']) {
      writeFileSync(attributes, `${said}\n`);
      git('config', 'diff.own.xfuncname', '^(.*5)$');
      expect(await diffs(), said).toEqual(plain);
    }
    git('config', 'core.attributesFile', attributes);
    vi.stubEnv('GIT_DIFF_OPTS', '--unified=0');
    expect(await diffs()).toEqual(plain);

    // The bytes of the working tree stand for what the user's own attributes say.
    writeFileSync(attributes, '*.txt text\n');
    write('lines.txt', 'a\r\nb\r\n');
    expect(await diffToWorkingTree(repository, 'HEAD')).toBe('');
    write('.gitattributes', '*.py binary\n');
    expect(await diffBetween(repository, 'HEAD~1', 'HEAD')).toContain('Binary files');
  });

  it('runs no content filter of the repository, and keeps to what the commits hold', async () => {
    firstCommit();
    write('own.md', 'old\n');
    write('odd.txt', 'old\n');
    git('add', '-A');
    git('commit', '-q', '-m', 'more');
    const trap = path.join(folder, '.git', 'ran');
    const script = path.join(folder, '.git', 'trap.sh');
    writeFileSync(script, `#!/bin/sh\ntouch "${trap}"\ncat\n`, { mode: 0o755 });
    const included = path.join(folder, '.git', 'more');
    writeFileSync(included, `[filter "Odd.Name"]\n\tprocess = ${script}\n\trequired = true\n`);
    git('config', 'filter.trap.clean', script);
    git('config', 'include.path', included);
    // A worktree has a configuration of its own.
    git('config', 'extensions.worktreeConfig', 'true');
    git('config', '--worktree', 'filter.own.clean', script);
    write('.gitattributes', '*.py filter=trap\n*.txt filter=Odd.Name\n*.md filter=own\n');
    write('src/größe.py', 'a = 3\n');
    write('own.md', 'mine\n');
    write('odd.txt', 'strange\n');
    write('note.txt', 'new\n');
    const repository = await opened();
    const diff = (await diffToWorkingTree(repository, 'HEAD')) ?? '';
    for (const line of ['+a = 3', '+mine', '+strange']) expect(diff).toContain(line);
    expect(await repository.untrackedFiles()).toContain('note.txt');
    expect(existsSync(trap)).toBe(false);
  });

  it('fetches nothing that a partial clone lacks', async () => {
    firstCommit();
    const trap = path.join(folder, '.git', 'ran');
    const blob = git('rev-parse', 'HEAD:src/größe.py');
    rmSync(path.join(folder, '.git', 'objects', blob.slice(0, 2), blob.slice(2)), { force: true });
    git('config', 'core.repositoryFormatVersion', '1');
    git('config', 'extensions.partialClone', 'origin');
    git('config', 'remote.origin.promisor', 'true');
    git('config', 'remote.origin.url', `ext::touch ${trap}`);
    git('config', 'protocol.ext.allow', 'always');
    await expect(showFile(await opened(), 'HEAD', 'src/größe.py')).rejects.toMatchObject({
      message: expect.stringMatching(/^git could not read the files of [0-9a-f]{8}: .+\.$/) as string,
      lacking: true,
    });
    expect(existsSync(trap)).toBe(false);
  });

  // A git before 2.45 knows no other way to be kept from fetching what a partial clone lacks.
  it('uses no transport unless somebody asked for it', async () => {
    firstCommit();
    const question = ['ls-remote', folder];
    expect(await runGit(folder, question)).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining("transport 'file' not allowed") as string,
    });
    expect(await runGit(folder, question, { protocols: 'file' })).toMatchObject({ kind: 'done' });
  });

  it('does not look into submodules', async () => {
    firstCommit();
    const inner = path.join(folder, 'inner');
    mkdirSync(inner);
    execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: inner });
    const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
    execFileSync('git', [...identity, 'commit', '-q', '--allow-empty', '-m', 'inner'], { cwd: inner });
    git('-c', 'advice.addEmbeddedRepo=false', 'add', 'inner');
    git('commit', '-qm', 'submodule');
    execFileSync('git', [...identity, 'commit', '-q', '--allow-empty', '-m', 'later'], { cwd: inner });
    const trap = path.join(folder, '.git', 'ran');
    execFileSync('git', ['config', 'core.fsmonitor', `touch ${trap}`], { cwd: inner });
    const repository = await opened();
    expect(await diffToWorkingTree(repository, 'HEAD')).toBe('');
    expect(await repository.untrackedFiles()).toEqual([]);
    expect(existsSync(trap)).toBe(false);
  });

  it('stops when it is told to', async () => {
    firstCommit();
    const stopped = diffToWorkingTree(await opened(), 'HEAD', AbortSignal.abort());
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  });
});
