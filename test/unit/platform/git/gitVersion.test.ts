import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TestRepository } from '../repository';

const real = process.env['PATH'] ?? '';

describe('a git that is too old', () => {
  let repository: TestRepository;
  let programs: string;
  beforeEach(() => {
    repository = new TestRepository({ 'a.py': 'a = 1\n' });
    programs = mkdtempSync(path.join(tmpdir(), 'swe-rm-programs-'));
    vi.resetModules();
  });
  afterEach(() => {
    repository.remove();
    rmSync(programs, { recursive: true, force: true });
  });

  /** A git that says of itself to be of a version, before the real one on the PATH. */
  function gitOf(version: string): void {
    const script = `#!/bin/sh
for last; do :; done
[ "$last" = version ] && echo "git version ${version}" && exit
PATH='${real}' exec git "$@"
`;
    writeFileSync(path.join(programs, 'git'), script, { mode: 0o755 });
    vi.stubEnv('PATH', `${programs}${path.delimiter}${real}`);
  }

  const opened = async () => (await import('../../../../src/platform/git/git')).Git.open(repository.folder);

  it('is named, with the version that is needed', async () => {
    gitOf('2.25.1');
    const problem = 'git 2.25.1 is too old; install 2.30 or newer, then try again.';
    expect(await opened()).toEqual({ kind: 'unreadable', problem });
    gitOf('2.30.2');
    expect(await opened()).toMatchObject({ root: repository.folder });
  });

  it.each(['1.9.5', '2.9.0', '2.29.3.windows.1'])('%s', async version => {
    gitOf(version);
    expect(await opened()).toMatchObject({ problem: expect.stringContaining('too old') as string });
  });

  it.each(['2.30.0', '2.39.3 (Apple Git-146)', '2.45.1.windows.1', '3.0.0'])('is not %s', async version => {
    gitOf(version);
    expect(await opened()).toMatchObject({ root: repository.folder });
  });
});
