// Child processes of the scripts. Imports nothing but Node: start.mjs and test.mjs run before anything is installed.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Says what comes next, on stderr: stdout is for results. */
export function announce(text) {
  process.stderr.write(`\n── ${text}\n`);
}

/** Runs a program in the project's folder and ends this one when it fails: it has said why. `node` is this Node. */
export async function run(command, args, options) {
  const code = await exitCode(command, args, options);
  if (code === 0) return;
  process.stderr.write(`\n\`${[command, ...args].join(' ')}\` ended with ${code}.\n`);
  process.exit(1);
}

/** Runs a program, its output in ours, and answers its exit code. Rejects when it cannot be started. */
export function exitCode(command, args, { env = {}, cwd = root } = {}) {
  const program = resolveProgram(command);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      stdio: 'inherit',
      env: { ...process.env, ...env },
      // .cmd files need a shell; the arguments are our own, never input.
      shell: process.platform === 'win32' && program.endsWith('.cmd'),
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? `signal ${signal}`));
  });
}

/** `npm ci` when the packages are missing or not the ones of the lock file. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  announce('Installing packages');
  await run('npm', ['ci', '--loglevel=error']);
}

/** Compares versions rather than times: a checkout touches the lock file without changing it. */
function isInstalled() {
  try {
    const wanted = readLock(join(root, 'package-lock.json'));
    const found = readLock(join(root, 'node_modules', '.package-lock.json'));
    return Object.entries(wanted).every(
      ([path, { version, optional }]) => path === '' || optional || found[path]?.version === version,
    );
  } catch {
    return false;
  }
}

function readLock(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages;
}

function resolveProgram(command) {
  if (command === 'node') return process.execPath;
  // npm is a .cmd on Windows.
  if (command === 'npm' && process.platform === 'win32') return 'npm.cmd';
  return command;
}
