import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Git } from '../../../../src/platform/git/git';
import { readHistory } from '../../../../src/platform/history/readHistory';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'swe-rm-history-'));
  git(0, 'init', '-q', '-b', 'main');
});
afterEach(() => rmSync(folder, { recursive: true }));

function git(day: number, ...args: string[]): string {
  const date = new Date(Date.UTC(2025, 0, 1 + day)).toISOString();
  const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...identity, ...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim();
}

function commit(day: number, message: string, file: string, text: string): string {
  writeFileSync(path.join(folder, file), text);
  git(day, 'add', '.');
  git(day, 'commit', '-q', '-m', message);
  return git(day, 'rev-parse', 'HEAD');
}

describe('the history of a repository', () => {
  it('gives the commits that can be judged with what became of them, newest first, and can be ended', async () => {
    commit(0, 'Start', 'a.py', 'start = "here we are"\n');
    const bad = commit(1, 'Count', 'a.py', 'total = len(items) + 1\n');
    commit(2, 'Write it down', 'README.md', 'A project that counts its items.\n');
    commit(3, 'Fix the count', 'a.py', 'total = len(items)\n');
    const reverted = commit(4, 'Try a cache', 'b.py', 'cache = make_cache(size=100)\n');
    git(5, 'revert', '--no-edit', 'HEAD');
    commit(40, 'Much later', 'a.py', 'total = sum(1 for item in items)\n');
    const opened = await Git.open(folder);
    if (!(opened instanceof Git)) throw new Error(opened.problem);

    const progress: number[] = [];
    const { signal } = new AbortController();
    const { outcomes: history, problem } = await readHistory(opened, signal, done => progress.push(done));
    expect(problem).toBeNull();
    expect(history.map(({ message, event }) => [message, event.kind])).toEqual([
      ['Try a cache', 'reverted'],
      ['Fix the count', 'kept'],
      ['Count', 'quicklyFixed'],
    ]);
    expect(history.map(item => item.commit)).toEqual(expect.arrayContaining([bad, reverted]));
    expect(history[0]?.patch).toContain('+cache = make_cache(size=100)');
    expect(progress.at(-1)).toBe(6);
    await expect(readHistory(opened, AbortSignal.abort(), () => undefined)).rejects.toThrow();
  });

  it('ends where git fails: what is newer is complete, and it is said why', async () => {
    commit(0, 'Start', 'a.py', 'start = "here we are"\n');
    const damaged = commit(1, 'Count', 'a.py', 'total = len(items) + 1\n');
    commit(2, 'Sum', 'b.py', 'total = sum(item for item in items)\n');
    commit(40, 'Much later', 'c.py', 'cache = make_cache(size=100)\n');
    const blob = git(0, 'rev-parse', `${damaged}:a.py`);
    git(41, 'rm', '-q', 'a.py');
    git(41, 'commit', '-q', '-m', 'Take it out');
    rmSync(path.join(folder, '.git', 'objects', blob.slice(0, 2), blob.slice(2)));
    const opened = await Git.open(folder);
    if (!(opened instanceof Git)) throw new Error(opened.problem);
    const never = new AbortController().signal;
    const { outcomes, problem } = await readHistory(opened, never, () => undefined);
    expect(outcomes).toEqual([]);
    expect(problem).toMatch(
      /^Commits older than \w{8} were not read, because git could not compare \w{8} with \w{8}: .+\.$/,
    );
  });

  it('is none before the first commit', async () => {
    const opened = await Git.open(folder);
    if (!(opened instanceof Git)) throw new Error(opened.problem);
    const history = await readHistory(opened, new AbortController().signal, () => undefined);
    expect(history).toEqual({ outcomes: [], problem: null });
  });
});
