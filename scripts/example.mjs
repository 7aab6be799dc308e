// Makes a git repository of the bundled example, as if its candidates had just been proposed: the base on `main`, a branch for
// each candidate, and one candidate as an uncommitted change.
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Fixed, so that the same example is the same commits everywhere; nobody's git configuration matters. */
const environment = {
  GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'SWE-RM example',
  GIT_AUTHOR_EMAIL: 'example@localhost',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'SWE-RM example',
  GIT_COMMITTER_EMAIL: 'example@localhost',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
};

/**
 * @param {string} example a task folder: TASK.md, base/ (files before the change), patches/*.patch
 * @param {string} folder made anew, whatever was in it
 * @returns {Promise<string>} the first place that the uncommitted change touches, `<absolute path>:<line>`
 */
export async function makeRepository(example, folder) {
  const git = (...args) =>
    execute('git', ['-c', 'core.autocrlf=false', ...args], {
      cwd: folder,
      env: { ...process.env, ...environment },
    });
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await git('init', '--quiet', '--initial-branch=main');
  await cp(join(example, 'base'), folder, { recursive: true });
  await cp(join(example, 'TASK.md'), join(folder, 'TASK.md'));
  await git('add', '--all');
  await git('commit', '--quiet', '--message=The base, before any change');

  // Agents miscount lines: one patch needs `--recount`, and another must not have it.
  const apply = (patch, ...options) =>
    git('apply', '--whitespace=nowarn', ...options, patch).catch(() =>
      git('apply', '--whitespace=nowarn', '--recount', ...options, patch),
    );
  const patches = join(example, 'patches');
  const names = (await readdir(patches)).filter(name => name.endsWith('.patch')).sort();
  for (const name of names) {
    await git('checkout', '--quiet', '-b', basename(name, '.patch'), 'main');
    await apply(join(patches, name), '--index');
    await git('commit', '--quiet', `--message=${basename(name, '.patch')}`);
  }
  await git('checkout', '--quiet', 'main');
  await apply(join(patches, names[0]));
  const { stdout } = await git('diff', '--unified=0');
  const [, file, line] = /^\+\+\+ b\/(.+)\n@@ -\S+ \+(\d+)/m.exec(stdout);
  return `${join(folder, file)}:${line}`;
}
