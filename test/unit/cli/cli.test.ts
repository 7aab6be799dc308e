import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { buildCli, runCli, type CliRun, type CliRunOptions } from './runCli';

/** The command line as a process, with the real scorer on a small graph with random weights. */

const model = ['--model', path.resolve('test/fixtures/model-tiny')];
const example = path.resolve('examples/astropy-separability');
const examplePatch = path.join(example, 'patches', 'aider.patch');

// Each test starts several processes that load a model, maybe on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

let cli = '';
let folder = '';
beforeAll(async () => {
  cli = await buildCli('cli');
}, 120_000);
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'swe-rm-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (args: readonly string[], options: CliRunOptions = {}): Promise<CliRun> =>
  runCli(cli, args, { cwd: folder, ...options });

function file(name: string, content: string | Buffer): string {
  const place = path.join(folder, name);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, content);
  return place;
}

function git(...args: string[]): void {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...identity, ...args], { cwd: folder, stdio: 'pipe' });
}

const verdict = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('scored'), regime: z.enum(['single', 'set']), score: z.number().min(0).max(1) }),
  z.object({ kind: z.literal('notScored'), reason: z.string(), message: z.string() }),
]);
const scoreOutput = z.object({
  version: z.literal(1),
  task: z.object({ title: z.string(), body: z.string(), source: z.string() }),
  verdict,
});
const rankOutput = z.object({
  version: z.literal(1),
  ranking: z.object({
    groups: z.array(
      z.object({ rank: z.number(), members: z.array(z.string()), verdict, margin: z.number().nullable() }),
    ),
    call: z.enum(['clear', 'tooClose']).nullable(),
  }),
  outcomes: z.record(z.string(), z.boolean()),
});

const diff = (path: string, before: string, after: string) =>
  `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-${before}\n+${after}\n`;

describe('the task file of a repository', () => {
  it('is what is judged by, and no part of the change', async () => {
    file('a.py', 'x = 1\n');
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'base');
    file('a.py', 'x = 2\n');
    file('TASK.md', '# x should be 2\n');
    const found = await run(['score', '--json', ...model]);
    expect(found.code).toBe(0);
    expect(scoreOutput.parse(JSON.parse(found.stdout)).task.title).toBe('x should be 2');
    // By another name it is still what the change is about.
    file('issue.md', '# x should be 2\n');
    rmSync(path.join(folder, 'TASK.md'));
    const named = await run(['score', '--json', '--task-file', 'issue.md', ...model]);
    const verdicts = [found, named].map(({ stdout }) => scoreOutput.parse(JSON.parse(stdout)).verdict);
    expect(verdicts[1]).toEqual(verdicts[0]);
    const patch = await run(['score', '-', '--json', '--task', 'x should be 2', ...model], {
      stdin: diff('a.py', 'x = 1', 'x = 2'),
    });
    expect(scoreOutput.parse(JSON.parse(patch.stdout)).verdict).toEqual(verdicts[0]);
  });
});

/** More than a task may have. */
const tooLong = 'x'.repeat(200_001);

describe('a task that is none', () => {
  it.each([
    ['too long', tooLong, 'longer than the 200,000 characters that a task may have'],
    ['binary', 'PK\0\u0001', 'not text, or not in UTF-8'],
  ])('is refused in one sentence where it is %s', async (_, text, why) => {
    file('issue.md', text);
    file('attempts/TASK.md', text);
    file('attempts/a.patch', diff('a.py', 'x = 1', 'x = 2'));
    const patch = ['score', 'attempts/a.patch', ...model];
    const advice = 'give a short plain text that says what the change should achieve.\n';
    expect(await run([...patch, '--task-file', 'issue.md'])).toMatchObject({
      code: 3,
      stderr: `issue.md is ${why}; ${advice}`,
    });
    expect(await run([...patch, '--task-file', '-'], { stdin: text })).toMatchObject({
      code: 3,
      stderr: `Standard input is ${why}; ${advice}`,
    });
    expect(await run(['rank', 'attempts', ...model])).toMatchObject({
      code: 3,
      stderr: `attempts/TASK.md is ${why}; ${advice}`,
    });
    git('init', '-q');
    file('TASK.md', text);
    expect(await run(patch)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(`^There is no task to judge by, since TASK.md is ${why}: say`) as string,
    });
  });

  it('is refused where the name of a file is given for its text', async () => {
    file('issue.md', 'x should be 2\n');
    file('a.patch', diff('a.py', 'x = 1', 'x = 2'));
    expect(await run(['score', 'a.patch', '--task', 'issue.md', ...model])).toMatchObject({
      code: 2,
      stderr: '--task takes the text itself, and issue.md is a file: give it with --task-file.\n',
    });
  });

  it('is refused where it leads out of the repository', async () => {
    git('init', '-q');
    symlinkSync('/etc/hostname', path.join(folder, 'TASK.md'));
    file('a.patch', diff('a.py', 'x = 1', 'x = 2'));
    expect(await run(['score', 'a.patch', ...model])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        '^There is no task to judge by, since TASK.md leads out of the rep',
      ) as string,
    });
  });
});

describe('swe-rm', () => {
  // It is a plain file, and reading it fails whoever asks.
  it.runIf(existsSync('/proc/self/mem'))('says that a file cannot be read', async () => {
    expect(await run(['score', '/proc/self/mem', '--task', 'Fix it', ...model])).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^\/proc\/self\/mem cannot be read \(E\w+\)\.\n$/) as string,
    });
  });

  it('refuses more threads than an engine may have', async () => {
    const args = ['score', examplePatch, '--task', 'Fix it', ...model];
    expect(await run([...args, '--threads', '65'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("argument '65' is invalid. It must be 64 at most.") as string,
    });
  });

  it('states the version of the package', async () => {
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync('package.json', 'utf8')));
    expect((await run(['--version'])).stdout.trim()).toBe(version);
  });

  it('helps in eighty columns, and names no folder of this machine', async () => {
    const judging = ['score', 'rank', 'review'];
    const others = ['eval', 'render', 'robustness', 'import', 'sessions', 'model', 'model inspect'];
    for (const command of ['', ...judging, ...others]) {
      const { code, stdout } = await run([...command.split(' ').filter(Boolean), '--help']);
      expect([command, code]).toEqual([command, 0]);
      expect(stdout.split('\n').filter(line => line.length > 80)).toEqual([]);
      expect(stdout).not.toContain(path.dirname(path.dirname(cli)));
      if (judging.includes(command)) expect(stdout).toMatch(new RegExp(`Examples:\n  swe-rm ${command}`));
    }
  });

  it.each(['stdout', 'stderr'] as const)('ends well when nobody reads its %s', async unread => {
    const args = ['score', examplePatch, '--task', 'Fix it', ...model];
    expect(await run(args, { unread })).toMatchObject({ code: 0 });
  });

  it.runIf(existsSync('/dev/full'))('does not end well when its result cannot be written', () => {
    const full = openSync('/dev/full', 'w');
    const args = [cli, 'model', 'inspect', ...model.slice(1)];
    const { status, stderr } = spawnSync(process.execPath, args, {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect([status, stderr]).toEqual([3, 'Standard output cannot be written (ENOSPC).\n']);
  });

  it('says that git does not trust a repository, before anything else that follows from it', async () => {
    git('init', '-q', '-b', 'main');
    file('TASK.md', 'Fix the thing\n');
    const options = { env: { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' } };
    const distrust =
      /^git does not trust \S+ because another user owns it; if you do, run "git config --global --add safe\.directory \S+"\.\n$/;
    for (const args of [['score'], ['review', 'main'], ['rank', '--stashes']]) {
      const { code, stderr } = await run([...args, ...model], options);
      expect([code, stderr.replace('Reading candidates\n', '')]).toEqual([
        3,
        expect.stringMatching(distrust),
      ]);
    }
    const patch = await run(['score', '--task', 't', ...model, examplePatch], options);
    expect(patch.code).toBe(0);
    expect(patch.stderr).toMatch(
      /git does not trust [^]*Until then the change is scored without the code around it\./,
    );
  });

  it.each([[['frobnicate']], [['score', '--unknown']], [['rank', '--threads', '0']], [['render', '.']]])(
    'answers %j with 2 and says so on stderr alone',
    async args => {
      const { code, stdout, stderr } = await run(args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^error: /);
    },
  );
});

describe('swe-rm score', () => {
  const score = (...args: string[]) => ['score', '--task', 'Fix the thing', ...model, ...args];

  it('prints JSON and nothing else on stdout', async () => {
    const { code, stdout, stderr } = await run(score('--json', '--influence', examplePatch));
    expect(code).toBe(0);
    expect(scoreOutput.parse(JSON.parse(stdout)).verdict).toMatchObject({ kind: 'scored', regime: 'single' });
    expect(stderr).toContain('Scoring');
  });

  it('prints a score beside the average, what each hunk adds to it, and what it was calibrated on', async () => {
    const { stdout } = await run(score(path.join(example, 'patches', 'devin.patch')));
    expect(stdout).toMatch(/^\d+\s%,? (likely|uncertain|unlikely) \(\d+–\d+\s%\); average patch: \d+\s%\n/);
    expect(stdout).toMatch(/\S+ +\+\d+ −\d+ +astropy\/modeling\/separable\.py:\d+$/m);
    expect(stdout).toContain('Calibrated on');
  });

  it('prints the evidence that few changes have, and how much more there is', async () => {
    const patch = path.join(example, 'patches', 'devin.patch');
    const { stdout } = await run(score(patch));
    expect(stdout).toMatch(/^Evidence: the change itself\n {2}source files changed: 1$/m);
    expect(stdout).not.toContain('mean length');
    expect(stdout).not.toContain('words in the task');
    const shape = z.object({ verdict: z.object({ evidence: z.array(z.unknown()), hunks: z.tuple([]) }) });
    const { evidence } = shape.parse(JSON.parse((await run(score('--json', patch))).stdout)).verdict;
    const listed = stdout.match(/^ {2}\S.*: \S+/gm)?.length ?? 0;
    expect(stdout).toContain(`--json lists the other ${evidence.length - listed}:`);
  });

  it('gives the same score for a patch with CRLF, from standard input', async () => {
    const patch = readFileSync(examplePatch, 'utf8');
    const [unix, dos] = await Promise.all([
      run(score('--json', '-'), { stdin: patch }),
      run(score('--json', examplePatch)),
    ]);
    expect(JSON.parse(unix.stdout)).toEqual(JSON.parse(dos.stdout));
    const crlf = await run(score('--json', '-'), { stdin: patch.replaceAll('\n', '\r\n') });
    expect(scoreOutput.parse(JSON.parse(crlf.stdout)).verdict.kind).toBe('scored');
    const utf16 = Buffer.from(`\ufeff${patch}`, 'utf16le');
    expect((await run(score('--json', '-'), { stdin: utf16 })).stdout).toBe(unix.stdout);
  });

  it.each([
    ['empty', '', 'The change is empty'],
    ['prose', 'Please merge my change.', 'not a unified diff'],
    ['bytes', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 37) % 256)), 'not a unified diff'],
    ['huge', diff('a.py', 'a', 'b'.repeat(3_000_000)), 'too large'],
    ['escaping', diff('../../etc/passwd', 'a', 'b'), 'out of its folder'],
    [
      'encoded',
      `Content-Transfer-Encoding: base64\n\n${diff('a.py', 'a', 'b')}`,
      'a mail that is encoded as base64',
    ],
    [
      'merged',
      'diff --cc a.py\n--- a/a.py\n+++ b/a.py\n',
      'The diff of a merge has no single base; diff the merge',
    ],
  ])('refuses %s input in one sentence', async (_, stdin, sentence) => {
    const { code, stdout, stderr } = await run(score('-'), { stdin });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr.trim().split('\n').at(-1)).toContain(sentence);
    const json = await run(score('--json', '-'), { stdin });
    expect(json.code).toBe(3);
    expect(scoreOutput.parse(JSON.parse(json.stdout)).verdict.kind).toBe('notScored');
  });

  it('says what is wrong with a patch that is no file', async () => {
    expect(await run(score('missing.patch'))).toMatchObject({
      code: 3,
      stderr: 'There is no file missing.patch.\n',
    });
    expect(await run(score('.'))).toMatchObject({ code: 3, stderr: '. is a folder; give a file.\n' });
  });

  it('says that it has not seen the code around a patch', async () => {
    const { code, stderr } = await run(score(examplePatch));
    expect([code, stderr]).toEqual([0, expect.stringContaining('scored without the code around it')]);
  });

  it('asks for the task when there is none, or two', async () => {
    expect((await run(['score', ...model, examplePatch])).code).toBe(2);
    expect((await run(['score', ...model, '--task', '  ', examplePatch])).code).toBe(2);
    expect((await run(score('--task-file', examplePatch, examplePatch))).code).toBe(2);
  });

  it('says that a change lies in a submodule, and scores it there', async () => {
    git('init', '-q', '-b', 'main', 'origin');
    file('origin/a.py', 'def area(r):\n    return r * r\n');
    git('-C', 'origin', 'add', '-A');
    git('-C', 'origin', 'commit', '-qm', 'base');
    git('init', '-q', '-b', 'main', 'outer');
    const [origin, outer] = [path.join(folder, 'origin'), path.join(folder, 'outer')];
    git('-C', 'outer', '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', origin, 'lib');
    git('-C', 'outer', 'commit', '-qm', 'lib');
    file('outer/lib/a.py', 'def area(r):\n    return 3.14 * r * r\n');
    const { code, stderr } = await run(score('--repo', outer));
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /What changed in the submodule lib is not included; score it with --repo [^\n]*outer\/lib\.\n[^]*The change is empty/,
    );
    expect(await run(score('--repo', path.join(outer, 'lib')))).toMatchObject({ code: 0 });
  });

  it('says that a repository has no commits yet', async () => {
    git('init', '-q', '-b', 'main');
    file('a.py', 'a = 1\n');
    for (const command of [['score'], ['review', 'HEAD']])
      expect(await run([...command, '--task', 'x', ...model])).toMatchObject({
        code: 3,
        stderr: 'This repository has no commits yet; make a first one.\n',
      });
    git('commit', '-qm', 'elsewhere', '--allow-empty');
    git('checkout', '-q', '--orphan', 'new');
    expect((await run(['score', '--task', 'x', ...model])).stderr).toContain('There is no commit "HEAD"');
  });

  it('scores the working tree with new files, and says so outside of a repository', async () => {
    expect(await run(score())).toMatchObject({ code: 3, stdout: '' });
    git('init', '-q', '-b', 'main');
    expect((await run(score())).stderr).toContain('This repository has no commits yet');
    file('a.py', 'def area(r):\n    return r * r\n');
    git('add', '-A');
    git('commit', '-qm', 'base');
    symlinkSync('a.py', path.join(folder, 'b.py'));
    expect((await run(score())).stderr).toMatch(
      /b\.py is a symbolic link and is left out[^]*The change is empty/,
    );
    file('naïve.py', 'import a\n\nprint(a.area(2))\n');
    const { code, stdout } = await run(score('--json'));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: { kind: 'scored' } });
    const added = /"name": "addedFiles",[^}]*"value": (\d+)/.exec(stdout)?.[1];
    expect(added).toBe('1');
    expect((await run(score('--base', '--output=x'))).stderr).toContain('There is no commit "--output=x"');
  });

  it('says of a model what it is and how well it did, and everything else as JSON', async () => {
    const { code, stdout } = await run(['model', 'inspect', path.resolve('model')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/held-out AUC, set +0\.\d{3}/);
    expect(stdout).not.toContain('share_');
    const { metrics } = JSON.parse(
      (await run(['model', 'inspect', path.resolve('model'), '--json'])).stdout,
    ) as {
      metrics: Record<string, number>;
    };
    expect(metrics).toHaveProperty('transformer_share_alone');
  });

  it('ends with 4 for a model that cannot be used', async () => {
    const broken = path.join(folder, 'model');
    cpSync(path.resolve('test/fixtures/model-tiny'), broken, { recursive: true });
    chmodSync(path.join(broken, 'model.onnx'), 0o644);
    writeFileSync(path.join(broken, 'model.onnx'), 'other bytes');
    const { code, stdout, stderr } = await run(['score', '--task', 't', '--model', broken, examplePatch]);
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain('model.onnx');
    expect((await run(['model', 'verify', broken])).code).toBe(4);
    expect((await run(['model', 'inspect', folder])).code).toBe(4);
  });
});

describe('swe-rm rank', () => {
  it('ranks the bundled example beside its published outcomes', async () => {
    const { code, stdout } = await run(['rank', example, ...model]);
    expect(code).toBe(0);
    const { code: jsonCode, stdout: json } = await run(['rank', example, '--json', ...model]);
    expect(jsonCode).toBe(0);
    const { ranking, outcomes } = rankOutput.parse(JSON.parse(json));
    const names = ranking.groups.flatMap(group => group.members);
    expect(names.sort()).toEqual(Object.keys(outcomes).sort());
    for (const name of names) expect(stdout).toContain(name);
    expect(stdout).toMatch(/not resolved/);
    expect(stdout).toMatch(/too close to call|clear/i);
  });

  it('gives no score to what does not apply to the files of the folder', async () => {
    file('set/base/a.py', 'def area(r):\n    return r * r\n');
    const patch =
      '--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n def area(r):\n-    return r * r\n+    return 4 * r\n';
    file('set/patches/fits.patch', patch);
    file('set/patches/again.patch', '--- /dev/null\n+++ b/a.py\n@@ -0,0 +1 @@\n+x = 1\n');
    file('set/patches/elsewhere.patch', patch.replaceAll('a.py', 'b.py').replace('4 *', '5 *'));
    const { stdout } = await run(['rank', 'set', '--task', 't', '--json', ...model]);
    const { groups } = rankOutput.parse(JSON.parse(stdout)).ranking;
    expect(groups.map(group => [group.verdict.kind, ...group.members].join(' ')).sort()).toEqual([
      'notScored again',
      'scored elsewhere',
      'scored fits',
    ]);
  });

  it('puts what has no score last, with the reason, and equivalent ones together', async () => {
    const good = file('good.patch', readFileSync(examplePatch));
    const twin = file('twin.diff', readFileSync(examplePatch, 'utf8').replaceAll('\n', '\r\n'));
    const bad = file('bad.patch', 'not a diff');
    const other = path.join(example, 'patches', 'devin.patch');
    const { code, stdout } = await run(['rank', '--task', 'x', bad, good, twin, other, '--json', ...model]);
    expect(code).toBe(0);
    const { groups } = rankOutput.parse(JSON.parse(stdout)).ranking;
    expect(groups.at(-1)).toMatchObject({ members: ['bad'], verdict: { reason: 'notADiff' }, margin: null });
    expect(groups.map(group => group.members)).toContainEqual(['good', 'twin']);
  });

  it('ranks the others where a patch cannot be read, and refuses a name that stands for nothing', async () => {
    const good = file('set/patches/good.patch', readFileSync(examplePatch));
    const long = file('set/patches/long.patch', '');
    truncateSync(long, 64_000_001);
    mkdirSync(path.join(folder, 'set/patches/folder.patch'));
    const membersOf = ({ stdout }: CliRun) =>
      rankOutput.parse(JSON.parse(stdout)).ranking.groups.flatMap(({ members }) => members);
    const named = await run(['rank', good, long, '--task', 't', '--json', ...model]);
    expect([named.code, membersOf(named)]).toEqual([0, ['good']]);
    expect(named.stderr).toContain('long.patch is longer than 64 MB.');
    const all = await run(['rank', 'set', '--task', 't', '--json', ...model]);
    expect([all.code, membersOf(all)]).toEqual([0, ['good']]);
    expect(all.stderr).toMatch(/folder\.patch is a folder; give a file\.\n[^]*long\.patch is longer/);

    const missing = await run(['rank', good, 'mistyped.patch', '--task', 't', ...model]);
    expect([missing.code, missing.stdout]).toEqual([3, '']);
    expect(missing.stderr).toContain('There is no file mistyped.patch.');
    const none = await run(['rank', long, '--task', 't', ...model]);
    expect([none.code, none.stdout]).toEqual([3, '']);
    expect(none.stderr).toContain('No patch could be read.');
  });

  it('gives a reason once, for all candidates that have no score for it', async () => {
    const good = file('good.patch', readFileSync(examplePatch));
    const bad = Array.from({ length: 7 }, (_, i) => file(`bad${i}.patch`, `no diff, ${i}`));
    const { stdout } = await run(['rank', '--task', 'x', good, ...bad, ...model]);
    const reasons = stdout.split('\n').filter(line => line.includes('is not a unified diff'));
    expect(reasons).toEqual([
      expect.stringMatching(/^bad0, bad1, bad2, bad3, bad4 and 2 more: The text is not a unified diff/),
    ]);
  });

  it('does not let escape sequences from names reach the terminal', async () => {
    file('patches/\u001b[2Jevil.patch', readFileSync(examplePatch));
    const { code, stdout } = await run(['rank', folder, '--task', '\u001b]0;t\u0007title', ...model]);
    expect(code).toBe(0);
    expect(stdout).toContain('evil');
    expect(stdout).not.toContain('\u001b');
  });

  it('reads no base file through a link', async () => {
    file('secret/target.py', 'SECRET = 1\n');
    file('set/patches/one.patch', diff('linked/target.py', 'SECRET = 1', 'SECRET = 2'));
    mkdirSync(path.join(folder, 'set', 'base'));
    symlinkSync(path.join(folder, 'secret'), path.join(folder, 'set', 'base', 'linked'));
    const linked = await run(['rank', 'set', '--task', 't', '--json', ...model]);
    rmSync(path.join(folder, 'set', 'base'), { recursive: true });
    const without = await run(['rank', 'set', '--task', 't', '--json', ...model]);
    expect(linked.code).toBe(0);
    expect(JSON.parse(linked.stdout)).toEqual(JSON.parse(without.stdout));
  });

  it('ranks stashes, commits of a range and predictions, and gives no score to what does not apply', async () => {
    git('init', '-q', '-b', 'main');
    file('a.py', 'def area(r):\n    return r * r\n');
    git('add', '-A');
    git('commit', '-qm', 'base');
    file('a.py', 'def area(r):\n    return 3 * r * r\n');
    git('stash', '-q');
    file('a.py', 'def area(r):\n    return 3.14 * r * r\n');
    git('commit', '-qam', 'pi');
    const patch =
      '--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n def area(r):\n-    return r * r\n+    return 4 * r * r\n';
    const rows = [
      { instance_id: 'i', model_name_or_path: 'fits', model_patch: patch },
      { instance_id: 'i', model_name_or_path: 'unfit', model_patch: patch.replace('def area', 'def volume') },
    ];
    file('preds.jsonl', rows.map(row => JSON.stringify(row)).join('\n'));
    const ranked = async (...source: readonly string[]) => {
      const { stdout } = await run(['rank', ...source, '--task', 'area of a circle', '--json', ...model]);
      return rankOutput.parse(JSON.parse(stdout)).ranking.groups;
    };
    expect((await ranked('--stashes')).flatMap(group => group.members)).toEqual([
      expect.stringContaining('WIP on main'),
    ]);
    expect((await ranked('--range', 'main~1..main')).flatMap(group => group.members)).toEqual(['pi']);
    expect((await run(['rank', '--range', 'main..gone', '--task', 'x', ...model])).stderr).toMatch(
      /There is no commit "gone"; name another range\.\n$/,
    );
    expect(await run(['rank', '--range', 'main', '--task', 'x', ...model])).toMatchObject({
      code: 2,
      stderr: 'A range is A..B, such as main..feature.\n',
    });
    expect((await run(['rank', '--predictions', 'gone.jsonl', '--task', 'x', ...model])).stderr).toMatch(
      /There is no file gone\.jsonl\.\n$/,
    );
    const predicted = await ranked('--predictions', path.join(folder, 'preds.jsonl'), '--base', 'main~1');
    expect(predicted).toMatchObject([
      { members: ['fits'], verdict: { kind: 'scored' } },
      { members: ['unfit'], verdict: { kind: 'notScored', reason: 'doesNotApply' } },
    ]);

    const many = Array.from({ length: 257 }, () => JSON.stringify(rows[0])).join('\n');
    const refused = await run(['rank', '--predictions', file('many.jsonl', many), '--task', 'x', ...model]);
    expect([refused.code, refused.stderr]).toEqual([
      3,
      expect.stringContaining('There are 257 candidates; at most 256 are ranked together.'),
    ]);

    const fits = file('fits.patch', patch.replace('4 *', '5 *'));
    const unfit = file('unfit.patch', patch.replace('def area', 'def volume'));
    const named = await ranked(fits, unfit, '--base', 'main~1');
    expect(named.map(group => group.verdict.kind)).toEqual(['scored', 'notScored']);
    // HEAD, a guess, holds neither: that says nothing of the patches.
    const guessed = await run(['rank', fits, unfit, '--task', 'x', '--json', ...model]);
    expect(guessed.stderr).toContain('None of the patches applies to HEAD');
    expect(
      rankOutput.parse(JSON.parse(guessed.stdout)).ranking.groups.map(group => group.verdict.kind),
    ).toEqual(['scored', 'scored']);
    const one = await run(['score', unfit, '--task', 'x', '--base', 'main~1', ...model]);
    expect([one.code, one.stdout]).toEqual([3, '']);
    expect(one.stderr).toContain('does not apply to its base (a.py has different lines');
    const alone = await run(['score', fits, '--task', 'x', '--json', ...model]);
    expect(alone.stderr).toMatch(/does not apply to [0-9a-f]{8} \(a\.py has different lines/);
    expect(JSON.parse(alone.stdout)).toMatchObject({ verdict: { kind: 'scored' } });

    // One that cannot be read says nothing of the guess.
    const torn = await run(['rank', fits, file('torn.patch', 'torn'), '--task', 'x', '--json', ...model]);
    expect(rankOutput.parse(JSON.parse(torn.stdout)).ranking.groups.map(group => group.verdict.kind)).toEqual(
      ['scored', 'notScored'],
    );
    git('stash', 'drop', '-q');
    const none = await run(['rank', '--stashes', '--task', 'x', ...model]);
    expect([none.code, none.stderr]).toEqual([3, expect.stringContaining('There is no stash to rank')]);
    const forgotten = await run(['rank', '--branches', '--task', 'x', ...model]);
    expect([forgotten.code, forgotten.stderr]).toEqual([2, expect.stringContaining('A revision is missing')]);

    const both = await run(['rank', '--stashes', '--branches', 'main', '--task', 'x', ...model]);
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('not both')]);
    // An option that would change nothing was meant for something else.
    for (const option of ['--base', '--instance']) {
      const { code, stderr } = await run([
        'rank',
        '--branches',
        'main',
        option,
        'x',
        '--task',
        't',
        ...model,
      ]);
      expect([code, stderr]).toEqual([2, expect.stringMatching(`^${option} .+ --predictions`)]);
    }
  });

  it('ranks branches by what they change since they parted', async () => {
    git('init', '-q', '-b', 'main');
    file('a.py', 'def area(r):\n    return r * r\n');
    git('add', '-A');
    git('commit', '-qm', 'base');
    for (const [branch, factor] of [
      ['pi', '3.14'],
      ['two', '2'],
    ] as const) {
      git('switch', '-q', '-c', branch, 'main');
      file('a.py', `def area(r):\n    return ${factor} * r * r\n`);
      git('commit', '-qam', branch);
    }
    git('switch', '-q', 'main');
    git('branch', 'two-copy', 'two');
    const { code, stdout, stderr } = await run([
      'rank',
      '--branches',
      'main',
      '--task',
      'area of a circle',
      '--json',
      ...model,
    ]);
    expect(code).toBe(0);
    const members = rankOutput.parse(JSON.parse(stdout)).ranking.groups.flatMap(group => group.members);
    expect(members.sort()).toEqual(['pi', 'two']);
    expect(stderr).toContain('two-copy is at the same commit as two; it was not added.');
    expect((await run(['rank', '--branches', 'nowhere', '--task', 't', ...model])).code).toBe(3);
    expect((await run(['rank', '--branches', 'main', 'x.patch', '--task', 't', ...model])).code).toBe(2);
  });

  it('ends with 3 when nothing could be scored', async () => {
    const bad = file('bad.patch', 'not a diff');
    const { code, stdout } = await run(['rank', '--task', 't', bad, ...model]);
    expect(code).toBe(3);
    expect(stdout).toContain('not scored');
    file('empty/readme.txt', '');
    expect(await run(['rank', 'empty', '--task', 't', ...model])).toMatchObject({ code: 3, stdout: '' });
  });
});

describe('swe-rm review', () => {
  const task = ['--task', 'Numbers should be larger'];
  beforeEach(() => {
    git('init', '-q', '-b', 'main');
    file('a.py', Array.from({ length: 30 }, (_, i) => `x${i} = ${i}\n`).join(''));
    file('b.py', 'y = 1\n');
    git('add', '.');
    git('commit', '-q', '-m', 'start');
    git('checkout', '-q', '-b', 'feature');
    file('a.py', Array.from({ length: 30 }, (_, i) => `x${i} = ${i % 20 === 3 ? 99 : i}\n`).join(''));
    file('b.py', 'y = 2\n');
    git('commit', '-q', '-a', '-m', 'larger');
    git('checkout', '-q', 'main');
  });

  it('lists where to look first, as a table, as JSON and as Markdown', async () => {
    const table = await run(['review', 'feature', ...task, ...model]);
    expect(table).toMatchObject({ code: 0 });
    expect(table.stdout).toMatch(/feature, since main/);
    expect(table.stdout).toMatch(/\+1 −1 +a\.py:4$/m);
    const json = await run(['review', 'main..feature', ...task, ...model, '--json']);
    const { change, places } = z
      .object({
        change: z.object({ label: z.string() }),
        places: z.object({
          hunks: z.array(z.object({ path: z.string(), line: z.number(), delta: z.number() })),
          files: z.array(z.unknown()),
        }),
      })
      .parse(JSON.parse(json.stdout));
    expect(change.label).toBe('feature, since main');
    expect(places.hunks).toHaveLength(3);
    expect(places.hunks).toContainEqual(expect.objectContaining({ path: 'a.py', line: 4 }));
    expect(places.files).toHaveLength(2);
    const markdown = await run(['review', 'feature~0', ...task, ...model, '--markdown']);
    expect(markdown.stdout).toMatch(/^## Patch confidence: \d+/);
    expect(markdown.stdout).toMatch(/Change: commit [0-9a-f]{10}/);
  });

  it('says of a change that is too large how a part of it is scored', async () => {
    file('a.py', 'x = 1\n'.repeat(400_000));
    git('add', '.');
    git('commit', '-q', '-m', 'large');
    const { code, stdout, stderr } = await run(['review', 'main', ...task, ...model]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(
      /too large to read.*; review a part of it: "git diff (\w{10}) \w{10} -- PATHS \| swe-rm score - --base \1"\.$/m,
    );
  });

  it('judges by what the commits say where there is no task, and says so', async () => {
    const { code, stdout, stderr } = await run(['review', 'feature', ...model, '--json']);
    expect(code).toBe(0);
    expect(stderr).toContain('Judged by what its commits say: "larger"');
    const judged = z.object({ task: z.unknown() }).parse(JSON.parse(stdout)).task;
    expect(judged).toEqual({ title: 'larger', body: '', source: 'commit messages' });

    file('TASK.md', 'Numbers should be larger');
    const byFile = await run(['review', 'feature', ...model, '--json']);
    expect(byFile.stderr).not.toContain('commits say');
    expect(byFile.stdout).toContain('"title": "Numbers should be larger"');

    file('TASK.md', 'no text\0');
    expect(await run(['review', 'feature', ...model])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching('^There is no task to judge by, since TASK.md is not text') as string,
    });
  });

  it('measures no more parts than it shows; JSON shows all', async () => {
    const parts = Array.from({ length: 23 }, (_, i) => `f${String(i).padStart(2, '0')}.py`);
    for (const name of parts) file(name, 'x = 1\n');
    git('add', '.');
    git('commit', '-q', '-m', 'files');
    parts.forEach((name, i) => file(name, `x = 1${' + 1'.repeat(i)}\ny = 2\n`));
    git('commit', '-q', '-a', '-m', 'more');
    const table = await run(['review', 'HEAD~1..HEAD', ...task, ...model]);
    expect(table.stdout).toContain('not measured: the 3 smallest of 23 hunks');
    expect(table.stdout).toContain('3 more hunks with less added code; --json lists all.');
    expect(table.stdout).not.toMatch(/^ *– /m);
    const markdown = await run(['review', 'HEAD~1..HEAD', ...task, ...model, '--markdown']);
    expect(markdown.stdout).toContain('not measured: the 13 smallest of 23 hunks');
    expect(markdown.stdout).not.toContain('| – |');
    const json = await run(['review', 'HEAD~1..HEAD', ...task, ...model, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ places: { unmeasured: 0 } });
  });

  it('refuses what is no change in one sentence', async () => {
    expect(await run(['review', 'gone', ...task, ...model])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('There is no commit "gone"'),
    });
    expect((await run(['review', 'main..main', ...task, ...model])).stderr).toContain(
      'There is nothing to review in main, since main: it has no commits of its own; choose',
    );
    expect((await run(['review', 'main', ...task, ...model])).stderr).toContain('is the first commit');
    expect((await run(['review', 'feature', ...task, '--json', '--markdown'])).code).toBe(2);
  });
});

describe('swe-rm on labelled sets', () => {
  const rows = (...values: unknown[]) => values.map(value => `${JSON.stringify(value)}\n`).join('');
  const names = ['aider', 'devin', 'swe-agent-gpt-4', 'vorflux', 'moatless-gpt-4o'];
  const candidates = names.map((name, i) => ({
    candidate_id: name,
    task_id: 'separability',
    submission: name,
    patch: readFileSync(path.join(example, 'patches', `${name}.patch`), 'utf8'),
    resolved: i % 2 === 0,
  }));
  const lone = { ...candidates[0], candidate_id: 'lone', task_id: 'other' };
  const broken = { ...candidates[0], candidate_id: 'broken', patch: 'no diff' };
  const tasks = rows(
    { task_id: 'separability', body: 'Nested models are not separable\nThe matrix is wrong.' },
    { task_id: 'other', body: 'Something else', repo: 'o/r' },
  );

  beforeEach(() => {
    file('set/tasks.jsonl', tasks);
    file('set/candidates.jsonl', rows(...candidates, lone, broken));
    file('shuffled/tasks.jsonl', tasks);
    file('shuffled/candidates.jsonl', rows(broken, lone, ...[...candidates].reverse()));
  });

  it('writes the same figures and scores for any order of the rows, and null where there is no score', async () => {
    const evaluate = (set: string) =>
      run(['eval', '--json', '--scores', `${set}.jsonl`, '--html', `${set}.html`, set, ...model]);
    const first = await evaluate('set');
    const second = await evaluate('shuffled');
    expect(first.code).toBe(0);
    const figures = (stdout: string) => ({ ...(JSON.parse(stdout) as object), set: null });
    expect(figures(second.stdout)).toEqual(figures(first.stdout));
    const scores = readFileSync(path.join(folder, 'set.jsonl'), 'utf8');
    expect(readFileSync(path.join(folder, 'shuffled.jsonl'), 'utf8')).toBe(scores);
    const row = z.object({
      candidate_id: z.string(),
      task_id: z.string(),
      score_single: z.number().nullable(),
      score_set: z.number().nullable(),
    });
    const parsed = scores
      .trim()
      .split('\n')
      .map(line => row.parse(JSON.parse(line)));
    expect(parsed.map(({ candidate_id: id }) => id)).toEqual([...names, 'lone', 'broken'].sort());
    expect(parsed.find(({ candidate_id: id }) => id === 'broken')).toMatchObject({
      score_single: null,
      score_set: null,
    });
    const alone = parsed.find(({ candidate_id: id }) => id === 'lone');
    expect(alone?.score_set).toBe(alone?.score_single);
    expect(
      parsed.filter(({ score_set: set, score_single: single }) => set !== single).length,
    ).toBeGreaterThan(3);
  });

  it('measures scores of a file as those of the model, and against others', async () => {
    const shape = z.object({
      model: z.unknown(),
      scoresIn: z.string().nullable(),
      regimes: z.record(z.string(), z.unknown()),
      ahead: z.record(z.string(), z.record(z.string(), z.object({ auc: z.unknown() }))),
      folds: z.array(z.object({ repositories: z.array(z.string()), candidates: z.number() })).nullable(),
    });
    const evaluated = async (...args: string[]) =>
      shape.parse(JSON.parse((await run(['eval', 'set', '--json', ...args])).stdout));
    const byModel = await evaluated('--scores', 'scores.jsonl', ...model);
    const byFile = await evaluated(
      ...['--scores-in', 'scores.jsonl', '--baseline-scores', 'scores.jsonl', '--folds', '5'],
    );
    expect(byFile.regimes).toEqual(byModel.regimes);
    expect([byModel.scoresIn, byFile.scoresIn, byFile.model]).toEqual([null, 'scores.jsonl', null]);
    expect(Object.keys(byModel.ahead['set'] ?? {})).not.toContain('otherScores');
    for (const regime of ['single', 'set'])
      expect(byFile.ahead[regime]?.['otherScores']?.auc).toEqual({
        value: 0,
        interval: { low: 0, high: 0 },
      });
    expect(byModel.folds).toBeNull();
    // Two repositories, one of them without a name.
    expect(byFile.folds).toMatchObject([
      { repositories: [''], candidates: 5 },
      { repositories: ['o/r'], candidates: 1 },
    ]);
    const { stdout } = await run(['eval', 'set', '--scores-in', 'scores.jsonl', '--folds', '2']);
    expect(stdout).toContain('among the set, of overlap vote');
    expect(stdout).toContain('mean of the 2');
  });

  it('says how the calls of the rankings turned out, where the model ranked', async () => {
    const called = z.object({ tasks: z.number(), decided: z.number(), firstRight: z.object({}) });
    const shape = z.object({
      calls: z.object({ clear: called, tooClose: called, leftOut: z.number() }).nullable(),
    });
    const evaluated = async (...args: string[]) =>
      shape.parse(JSON.parse((await run(['eval', 'set', '--json', ...args])).stdout)).calls;
    const tasks = (calls: Awaited<ReturnType<typeof evaluated>>) =>
      calls && [calls.clear.tasks + calls.tooClose.tasks, calls.leftOut];
    // One of the two tasks has several candidates, no two of them equivalent.
    expect(tasks(await evaluated('--scores', 'scores.jsonl', ...model))).toEqual([1, 0]);
    expect(tasks(await evaluated('--limit-candidates', '1', ...model))).toEqual([0, 0]);
    expect(await evaluated('--scores-in', 'scores.jsonl')).toBeNull();

    // The same patch once more, and it is said to have turned out otherwise.
    const otherwise = candidates.map(one => ({
      ...one,
      candidate_id: `${one.candidate_id}-again`,
      resolved: !one.resolved,
    }));
    file('set/candidates.jsonl', rows(...candidates, ...otherwise));
    expect(tasks(await evaluated(...model))).toEqual([0, 1]);
    const { stdout } = await run(['eval', 'set', '--html', 'report.html', ...model]);
    for (const text of [stdout, readFileSync(path.join(folder, 'report.html'), 'utf8')])
      for (const words of ['How its calls turned out', 'too close to call', 'no one outcome'])
        expect(text).toContain(words);
  });

  it('measures candidates with trajectories beside the same ones without', async () => {
    const trajectory = (id: string) => ({
      candidate_id: id,
      steps: [
        { kind: 'edit', command: 'edit_file\npath: a.py', observation: '', exit_code: null },
        { kind: 'test', command: 'pytest', observation: `${id.length} passed in 1s`, exit_code: 0 },
      ],
    });
    file('set/trajectories.jsonl', rows(...names.slice(0, 3).map(trajectory)));
    const measures = z.looseObject({ counts: z.object({ candidates: z.number() }) });
    const shape = z.object({
      regimes: z.object({ single: measures, set: measures }),
      trajectories: z.object({
        single: z.object({ read: measures, unread: measures, ahead: z.object({ auc: z.unknown() }) }),
        set: z.null(),
      }),
    });
    const evaluated = async (...args: string[]) =>
      shape.parse(JSON.parse((await run(['eval', 'set', '--json', ...args])).stdout));
    const byModel = await evaluated('--scores', 'scores.jsonl', ...model);
    expect(byModel.regimes.single.counts.candidates).toBe(6);
    // The tiny model has no calibration for sets with trajectories.
    const { read, unread } = byModel.trajectories.single;
    expect([read.counts.candidates, unread.counts.candidates]).toEqual([3, 3]);
    expect(read).not.toEqual(unread);
    expect((await evaluated('--scores-in', 'scores.jsonl')).trajectories).toEqual(byModel.trajectories);
    const { stdout } = await run(['eval', 'set', '--scores-in', 'scores.jsonl']);
    expect(stdout).toContain('each by itself, with their steps (3)');
  });

  it('refuses scores that it cannot compare, in one sentence', async () => {
    file('empty.jsonl', '');
    file('prose.jsonl', 'no rows');
    file('twice.jsonl', rows(...[1, 2].map(() => ({ candidate_id: 'lone', score_single: 0.5 }))));
    for (const [args, sentence] of [
      [['--scores-in', 'gone.jsonl'], 'gone.jsonl'],
      [['--scores-in', 'empty.jsonl'], 'No candidate with a known outcome'],
      [['--scores-in', 'prose.jsonl'], 'prose.jsonl, line 1: not JSON'],
      [['--scores-in', 'twice.jsonl'], 'lone was given before'],
      [['--baseline-scores', 'set/tasks.jsonl', ...model], 'a row needs candidate_id'],
    ] as const) {
      const { code, stdout, stderr } = await run(['eval', 'set', ...args]);
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toContain(sentence);
    }
    file('other.jsonl', rows({ candidate_id: 'of another set', score_single: 0.5, score_set: null }));
    // Before anything is scored.
    expect((await run(['eval', 'set', ...model, '--baseline-scores', 'other.jsonl'])).stderr).toBe(
      'Reading set\nother.jsonl has a score for no candidate of set.\n',
    );
    file('one.jsonl', rows({ candidate_id: 'lone', score_single: 0.5, score_set: null }));
    const { code, stderr } = await run(['eval', 'set', ...model, '--baseline-scores', 'one.jsonl']);
    expect(code).toBe(3);
    expect(stderr).toContain('one.jsonl has no score for 5 of 6 candidates');
  });

  it('measures robustness: each perturbation of each patch it can be made of', async () => {
    const shape = z.object({
      patches: z.number(),
      perturbations: z.array(
        z.object({
          name: z.string(),
          expected: z.enum(['harmless', 'harmful']),
          patches: z.number(),
          meanChange: z.object({ value: z.number() }),
          below: z.object({ value: z.number().min(0).max(1) }),
          perhapsOtherTask: z.object({ value: z.number().min(0).max(1) }),
          unfit: z.number(),
          fitKnown: z.number(),
        }),
      ),
    });
    const measured = async (set: string) =>
      shape.parse(JSON.parse((await run(['robustness', set, '--json', ...model])).stdout));
    const report = await measured('set');
    expect(report.patches).toBe(7);
    const patchesOf = Object.fromEntries(report.perturbations.map(one => [one.name, one.patches]));
    // One of the seven is no diff; of the others the lone one and three of five resolve their task; no base is known.
    expect(patchesOf).toMatchObject({
      comment: 6,
      whitespace: 6,
      praise: 6,
      emptied: 4,
      reversed: 0,
      rename: 0,
      wrongTask: 4,
    });
    const changed = (name: string) =>
      report.perturbations.find(one => one.name === name)?.meanChange.value ?? 0;
    expect(changed('praise')).toBe(0);
    expect(changed('wrongTask')).not.toBe(0);
    const figures = ({ perturbations }: typeof report) =>
      perturbations.filter(one => one.name !== 'otherTask').map(one => [one.name, one.patches]);
    expect(figures(await measured('shuffled'))).toEqual(figures(report));
    file('set/tasks.jsonl', tasks.replace('"repo":"o/r"', '"repo":""'));
    const ofOne = (await measured('set')).perturbations;
    expect(ofOne.find(one => one.name === 'otherTask')?.patches).toBeGreaterThan(0);
    expect(ofOne.find(one => one.name === 'wrongTask')?.patches).toBe(0);
    const { stdout } = await run(['robustness', 'set', '--sample', '2', ...model]);
    expect(stdout).toContain('What resolved the task is gone');
    expect(stdout).toContain(': 2 patches');
  });

  it('prints a table without colours when nobody looks', async () => {
    const { code, stdout } = await run(['eval', 'set', ...model]);
    expect(code).toBe(0);
    expect(stdout).toContain('overlap vote');
    expect(stdout).toContain('1 could not be scored');
    expect(stdout).not.toContain('\u001b');
  });

  it('writes a report that asks for nothing from outside', async () => {
    await run(['eval', '--html', 'report.html', 'set', ...model]);
    const html = readFileSync(path.join(folder, 'report.html'), 'utf8');
    expect(html).toContain('<svg');
    expect(html).not.toMatch(/<script|<link|src=|@import|url\(/);
  });

  it('renders for training: a header, then a row for each candidate that can be read', async () => {
    const tokenizer = path.resolve('test/fixtures/model-tiny/tokenizer.json');
    const { code, stdout, stderr } = await run(['render', 'set', '--out', 'r.gz', '--tokenizer', tokenizer]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('1 not rendered');
    const [header, ...rendered] = gunzipSync(readFileSync(path.join(folder, 'r.gz')))
      .toString('utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>);
    expect(header).toMatchObject({
      renderVersion: expect.any(Number) as number,
      maxTokens: 1792,
      maxTaskTokens: 512,
    });
    expect(rendered.map(row => row['candidate_id'])).toEqual(['lone', ...[...names].sort()]);
    const evidence = z.object({ agreement: z.array(z.number()).nullable() });
    const known = rendered.map(row => evidence.parse(row['evidence']).agreement !== null);
    expect(known).toEqual([false, true, true, true, true, true]);
    const [first, second] = rendered.slice(1);
    expect(first?.['task_ids']).toEqual(second?.['task_ids']);
    expect(first?.['ids']).not.toEqual(second?.['ids']);
  });

  it('does not let escape sequences from rows reach the terminal', async () => {
    file('odd/tasks.jsonl', '{"task_id":"t","body":"Mend it"}\n');
    file(
      'odd/candidates.jsonl',
      `${JSON.stringify({ candidate_id: 'c', task_id: '\u001b[2J', patch: '' })}\n`,
    );
    const { code, stderr } = await run(['eval', 'odd', ...model]);
    expect(code).toBe(3);
    expect(stderr).toContain('names the task');
    expect(stderr).not.toContain('\u001b');
  });

  it('says what is no labelled set', async () => {
    for (const args of [
      ['eval', folder, ...model],
      ['render', folder, '--out', 'r.gz'],
      ['eval', 'set', '--split', 'dev', ...model],
    ]) {
      const { code, stdout, stderr } = await run(args);
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toContain('holds no candidate');
    }
    const nowhere = await run(['eval', 'nowhere', ...model]);
    expect([nowhere.code, nowhere.stderr]).toEqual([
      3,
      expect.stringMatching(/^nowhere is not a folder;.*\n$/),
    ]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('stops at %s with 130', async signal => {
    const { code, stdout, stderr } = await run(['eval', 'set', '--json', ...model], {
      interruptAt: 'Scoring',
      signal,
    });
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toContain('Interrupted.');
    const render = await run(['render', 'set', '--out', 'r.gz'], { interruptAt: 'Rendering', signal });
    expect(render.code).toBe(130);
    expect(existsSync(path.join(folder, 'r.gz'))).toBe(false);
  });

  it('says which file it cannot write', async () => {
    const { code, stderr } = await run(['eval', 'set', '--scores', 'nowhere/scores.jsonl', ...model]);
    expect(code).toBe(3);
    expect(stderr).toContain('nowhere/scores.jsonl cannot be written');
    const render = await run(['render', 'set', '--out', 'nowhere/r.gz']);
    expect(render.code).toBe(3);
    expect(render.stderr).toContain('nowhere/r.gz cannot be written');
    // Before the set is read.
    for (const args of [
      ['eval', 'set', '--scores', 'set', ...model],
      ['render', 'set', '--out', 'set'],
    ])
      expect(await run(args)).toMatchObject({ code: 3, stderr: 'set is a folder; name a file.\n' });
  });

  it.runIf(existsSync('/dev/full'))('gives its figures where the disk has no room for its file', async () => {
    const { code, stdout, stderr } = await run(['eval', 'set', '--json', '--scores', '/dev/full', ...model]);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ set: { folder: 'set' } });
    expect(stderr).toMatch(/\/dev\/full cannot be written \(ENOSPC\)\.\n$/);
    const render = await run(['render', 'set', '--out', '/dev/full']);
    expect(render).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/\/dev\/full cannot be written \(ENOSPC\)\.\n$/) as string,
    });
  });

  it('refuses a task that may take all the room', async () => {
    const budget = ['--max-tokens', '300', '--max-task-tokens', '300'];
    expect(await run(['render', 'set', '--out', 'r.gz', ...budget])).toMatchObject({
      code: 2,
      stderr: '--max-task-tokens must be below --max-tokens, or no room is left for the patch.\n',
    });
  });

  it('refuses a tokenizer that cannot be used', async () => {
    file('tokenizer.json', 'no JSON');
    const render = ['render', 'set', '--out', 'r.gz', '--tokenizer'];
    expect(await run([...render, 'nowhere.json'])).toMatchObject({
      code: 3,
      stderr: 'There is no file nowhere.json.\n',
    });
    expect(await run([...render, 'tokenizer.json'])).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(
        /No candidate could be rendered: the scorer refused: the tokenizer \S+tokenizer\.json cannot be used \(.+\)\.\n$/,
      ) as string,
    });
    expect(existsSync(path.join(folder, 'r.gz'))).toBe(false);
  });
});
