// npm test: installs what is missing and runs every check of the project. Ends with `N passed, N failed`.
//
// The real-editor tests need a Chromium or Chrome, the training smoke run a Python with PyTorch. Where one is not
// found its part is left out and says so; with CI set, that is a failure.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findBrowser } from './editor.mjs';
import { announce, ensureInstalled, exitCode, root } from './run.mjs';

const required = ![undefined, '', '0', 'false'].includes(process.env.CI);
const reports = join(root, 'out', 'test');
const total = { passed: 0, failed: 0 };
const notes = [];

function count(passed, failed) {
  total.passed += passed;
  total.failed += failed;
}

/** A check that is passed or failed as a whole. */
async function check(title, command, args) {
  announce(title);
  const passed = (await exitCode(command, args)) === 0;
  count(passed ? 1 : 0, passed ? 0 : 1);
  if (!passed) notes.push(`${title}: failed`);
}

function leaveOut(title, reason) {
  notes.push(`${title}: ${required ? 'failed' : 'not run'}, ${reason}`);
  if (required) count(0, 1);
}

async function vitest(title, config) {
  announce(title);
  const report = join(reports, `${config}.json`);
  const code = await exitCode('node', [
    ...['node_modules/vitest/vitest.mjs', 'run', '--config', config],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  ]);
  const { passed, failures } = readVitest(report);
  // An error outside any test (a crashed worker, an unhandled rejection) fails the run and no test.
  const failed = code !== 0 && failures.length === 0 ? 1 : failures.length;
  count(passed, failed);
  if (failed > 0) notes.push(`${title}: ${failed} failed`, ...failures.map(failure => `  ${failure}`));
}

/** How many tests passed, and of each that failed its file, its name and the first line of what it said. */
function readVitest(report) {
  if (!existsSync(report)) return { passed: 0, failures: [] };
  const { numPassedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const failures = testResults.flatMap(file => {
    const line = (name, message) =>
      [relative(root, file.name), name, message.split('\n', 1)[0]].filter(Boolean).join(': ');
    const tests = file.assertionResults.filter(test => test.status === 'failed');
    // A file that does not load, or whose hooks fail, may have no failed test to say so.
    if (file.status === 'failed' && tests.length === 0) return [line('', file.message)];
    return tests.map(test => line(test.fullName, test.failureMessages[0] ?? ''));
  });
  return { passed: numPassedTests, failures };
}

/** `$PYTHON`, the checkout's own environment, `python3`: the first that has what training needs. */
function findPython() {
  const own = [join(root, '.venv', 'bin', 'python'), join(root, '.venv', 'Scripts', 'python.exe')];
  const candidates = [process.env.PYTHON, ...own.filter(existsSync), 'python3', 'python'].filter(Boolean);
  const probe = 'import torch, numpy, scipy, onnx, onnxruntime, tokenizers, lightgbm, gguf, matplotlib';
  return candidates.find(python => spawnSync(python, ['-c', probe], { stdio: 'ignore' }).status === 0);
}

async function unittest(title, python) {
  announce(title);
  const child = spawn(python, ['-m', 'unittest', 'discover', '-v', '-s', 'training', '-t', '.'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let output = '';
  child.stderr.on('data', chunk => {
    output += chunk;
    process.stderr.write(chunk);
  });
  const code = await new Promise(resolve => child.once('close', resolve));
  const ran = Number(/^Ran (\d+) tests?/m.exec(output)?.[1] ?? 0);
  const skipped = Number(/^\w+ \(.*?skipped=(\d+)/m.exec(output)?.[1] ?? 0);
  const broken = [...output.matchAll(/^(?:FAIL|ERROR): .*/gm)].map(([line]) => line);
  // No test at all is a failure too: it means that none was found.
  const failed = broken.length > 0 ? broken.length : code !== 0 || ran === 0 ? 1 : 0;
  count(Math.max(0, ran - skipped - broken.length), failed);
  if (failed > 0) notes.push(`${title}: ${failed} failed`, ...broken.map(line => `  ${line}`));
}

await ensureInstalled();
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

await check('Build', 'node', ['esbuild.mjs']);
await check('Types of the extension', 'node', ['node_modules/typescript/bin/tsc', '-p', '.']);
await check('Types of the panel', 'node', ['node_modules/typescript/bin/tsc', '-p', 'webview']);
await check('Lint', 'node', ['node_modules/eslint/bin/eslint.js', '.']);
await check('Format', 'node', [
  'node_modules/prettier/bin/prettier.cjs',
  '--check',
  '.',
  '--log-level',
  'warn',
]);
await check('Third-party notices', 'node', ['scripts/notices.mjs', '--check']);
await vitest('Unit and property tests', 'vitest.config.mts');

if (findBrowser()) await vitest('Tests in a real VS Code', 'vitest.host.config.mts');
else leaveOut('Tests in a real VS Code', 'no Chromium or Chrome found (SWE_RM_BROWSER names one)');

const python = findPython();
if (python) await unittest('Training smoke run', python);
else
  leaveOut(
    'Training smoke run',
    'no Python with the packages of training/requirements.txt found (PYTHON names one)',
  );

process.stdout.write(`\n${notes.map(note => `${note}\n`).join('')}`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed > 0 ? 1 : 0;
