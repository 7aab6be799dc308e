import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { parseTrajectory } from '../../../src/core/trajectory/parseTrajectory';
import { buildCli, runCli } from './runCli';

/** `swe-rm import` and `swe-rm sessions` as processes. */

vi.setConfig({ testTimeout: 60_000 });

const fixtures = path.resolve('test/fixtures/sessions');
const claude = path.join(fixtures, 'claude-code/edits-and-tests.jsonl');

let cli = '';
let home = '';
beforeAll(async () => {
  cli = await buildCli('sessions');
}, 120_000);
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'swe-rm-home-'));
});
afterEach(() => rmSync(home, { recursive: true }));

it('import prints ATIF on stdout, problems and a summary on stderr', async () => {
  const { code, stdout, stderr } = await runCli(cli, ['import', claude]);
  expect(code).toBe(0);
  const { trajectory, problems } = parseTrajectory(JSON.parse(stdout));
  expect(problems).toEqual([]);
  expect(trajectory).toMatchObject({
    agent: { name: 'Claude Code' },
    task: { title: 'The cart total ignores discounts' },
    patch: { source: 'edits', complete: true },
  });
  expect(stderr.trim().split('\n')).toEqual([
    '! line 22: A line is incomplete or not JSON and was left out.',
    '! line 20: Lines of the kind "hologram" are not known here and were left out.',
    'Claude Code: 9 steps, a patch.',
  ]);
});

it('import reads standard input, and what it wrote itself', async () => {
  const first = await runCli(cli, ['import', '-'], { stdin: readFileSync(claude) });
  const again = await runCli(cli, ['import', '-'], { stdin: first.stdout });
  expect(again).toMatchObject({ code: 0, stdout: first.stdout, stderr: 'ATIF: 9 steps, a patch.\n' });
});

it('import hides secrets unless it is told not to', async () => {
  const secret = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;
  const session = readFileSync(claude, 'utf8').replaceAll('2 passing', `token ${secret}`);
  const hidden = await runCli(cli, ['import', '-'], { stdin: session });
  expect(hidden.stdout).not.toContain(secret);
  expect(hidden.stderr).toMatch(/^\d+ secrets? w(?:as|ere) hidden; --raw leaves them\.$/m);
  const raw = await runCli(cli, ['import', '--raw', '-'], { stdin: session });
  expect(raw.stdout).toContain(secret);
});

it.each([
  ['no session', 'README.md', /README\.md: This is not a session of an agent that is known here/],
  ['nothing there', 'nothing.jsonl', /nothing\.jsonl: There is no such file\.$/],
])('import of %s ends with status 3 and one sentence', async (_, name, message) => {
  const { code, stdout, stderr } = await runCli(cli, ['import', path.join(fixtures, name)]);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr.trim()).toMatch(message);
});

it('import --workspace gives a patch its paths where the session does not say', async () => {
  const session = path.join(fixtures, 'copilot-chat/session.json');
  const { stdout, stderr } = await runCli(cli, ['import', '--workspace', '/home/ada/shop', session]);
  expect(parseTrajectory(JSON.parse(stdout)).trajectory?.patch?.text).toMatch(
    /^diff --git a\/README\.md b\/README\.md$/m,
  );
  expect(stderr).toBe('Copilot Chat: 8 steps, a patch.\n');
});

it('sessions lists what is on the machine, also for programs', async () => {
  const env = { HOME: home, USERPROFILE: home, CLAUDE_CONFIG_DIR: path.join(home, '.claude') };
  const none = await runCli(cli, ['sessions'], { env });
  expect(none).toMatchObject({ code: 0, stdout: '' });
  expect(none.stderr).toMatch(/^No agent has left a session/);

  const project = path.join(home, '.claude/projects/-home-ada-shop');
  mkdirSync(project, { recursive: true });
  const place = path.join(project, '3c0f4b62-0d7e-4c58-9a53-6a3f6f1f0001.jsonl');
  copyFileSync(claude, place);
  writeFileSync(path.join(project, '00000000-0000-0000-0000-000000000000.jsonl'), 'garbage\n');
  const { stdout } = await runCli(cli, ['sessions', '--json', '--workspace', '/home/ada/shop'], { env });
  const { sessions } = JSON.parse(stdout) as { sessions: { path: string }[] };
  expect(sessions).toHaveLength(2);
  expect(sessions.find(session => session.path === place)).toMatchObject({
    agent: 'Claude Code',
    workspace: '/home/ada/shop',
    title: 'The cart total ignores discounts',
  });
  expect((await runCli(cli, ['sessions'], { env })).stdout).toMatch(
    /Claude Code +The cart total ignores discounts +\/home/,
  );
});
