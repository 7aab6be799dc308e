import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { applyFilePatch } from '../../../../src/core/patch/applyFilePatch';
import { parsePatch } from '../../../../src/core/patch/parsePatch';
import { readSession } from '../../../../src/platform/agents/readSession';
import { SessionReader } from '../../../../src/platform/agents/sessionReader';

const fixtures = path.resolve(import.meta.dirname, '../../../fixtures/sessions');

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'swe-rm-read-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim();
}

it('with its repository at hand a session’s patch has the real contexts and line numbers', async () => {
  const base = `${'# head\n'.repeat(20)}def total(prices):\n    return sum(prices)\n\n# end\n`;
  writeFileSync(path.join(folder, 'cart.py'), base);
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'base');
  const session = readFileSync(path.join(fixtures, 'codex-cli/items-and-events.jsonl'), 'utf8')
    .replaceAll('/home/ada/shop', folder)
    .replaceAll(/[0-9a-f]{40}/g, git('rev-parse', 'HEAD'))
    // As the session alone tells it: a hunk without line numbers, and no more.
    .split('\n')
    .filter(line => !line.includes('patch_apply_end'))
    .join('\n');
  const file = path.join(folder, 'rollout.jsonl');
  writeFileSync(file, session);

  const reading = await readSession(file);
  if (reading.kind !== 'session') throw new Error(reading.message);
  const patch = reading.session.trajectory.patch!;
  expect(patch).toMatchObject({ source: 'edits', complete: true });
  const cart = parsePatch(patch.text).files.find(entry => entry.newPath === 'cart.py')!;
  expect(cart.hunks[0]).toMatchObject({ oldStart: 18, oldLines: 7 });
  expect(applyFilePatch(base, cart)).toBe(
    base
      .replace('total(prices):', 'total(prices, discount=0):')
      .replace('sum(prices)', 'sum(prices) - discount'),
  );
});

it('a line too long, a document too large and a file too long cost themselves alone', () => {
  const limits = { documentBytes: 30_000, lineBytes: 15_000, fileBytes: 60_000 };
  const lines = readFileSync(path.join(fixtures, 'claude-code/edits-and-tests.jsonl'), 'utf8').split('\n');
  const reader = new SessionReader(limits);
  reader.push(Buffer.from([...lines.slice(0, 6), 'x'.repeat(20_000), ...lines.slice(6, -1)].join('\n')));
  reader.push(
    Buffer.from(`\n${`${JSON.stringify({ type: 'summary', summary: 'y'.repeat(1_000) })}\n`.repeat(60)}`),
  );
  reader.end();
  const reading = reader.reading();
  if (reading.kind !== 'session') throw new Error(reading.message);
  expect(reading.session.trajectory.steps).toHaveLength(9);
  expect(reading.session.problems.map(problem => problem.where)).toEqual(expect.arrayContaining(['line 7']));

  const document = new SessionReader(limits);
  document.push(Buffer.from(`{\n"messages": "${'z'.repeat(40_000)}"\n}`));
  document.end();
  expect(document.reading()).toMatchObject({
    kind: 'unreadable',
    message: expect.stringMatching(/longer than/),
  });
});

it('of sub-agents no more is read than may be held, and that is said', async () => {
  cpSync(path.join(fixtures, 'claude-code'), folder, { recursive: true });
  const limits = { documentBytes: 2_000, lineBytes: 1_500, fileBytes: 60_000 };
  const reading = await readSession(path.join(folder, 'sub-agents.jsonl'), { limits });
  if (reading.kind !== 'session') throw new Error(reading.message);
  const { trajectory, problems } = reading.session;
  expect(trajectory.steps.map(step => step.call?.id)).toEqual([
    undefined,
    't1',
    't2',
    't3',
    's1',
    't4',
    't5',
  ]);
  expect(problems.map(({ message }) => message)).toContain(
    'Sub-agents wrote more than is read of them; the rest was left out.',
  );
});

it('a document on one line is no line that is too long', () => {
  const reader = new SessionReader({ documentBytes: 30_000, lineBytes: 15_000, fileBytes: 60_000 });
  const steps = [{ step_id: 1, source: 'user', message: 'z'.repeat(20_000) }];
  const agent = { name: 'an agent', version: '1' };
  reader.push(Buffer.from(JSON.stringify({ schema_version: 'ATIF-v1.7', session_id: 's', agent, steps })));
  reader.end();
  const reading = reader.reading();
  if (reading.kind !== 'session') throw new Error(reading.message);
  expect(reading.session.problems).toEqual([]);
  expect(reading.session.trajectory.steps).toHaveLength(1);
});

it('reads the same whatever the chunks', () => {
  const bytes = readFileSync(path.join(fixtures, 'cursor/agent-transcript.jsonl'));
  const readings = [1, 7, 1_000, bytes.length].map(size => {
    const reader = new SessionReader();
    for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
    reader.end();
    return reader.reading();
  });
  for (const reading of readings) expect(reading).toEqual(readings[0]);
});

it('a folder that holds no events is named as one, not as an empty file', async () => {
  writeFileSync(path.join(folder, 'notes.txt'), 'nothing of a session');
  expect(await readSession(folder)).toEqual({
    kind: 'unreadable',
    message: "This is a folder without a session's events; name a file in it.",
  });
});

it('a chat with long runs of blanks and marks is read to its end', async () => {
  const file = path.join(folder, '.aider.chat.history.md');
  const runs = `a${'\n'.repeat(150_000)}b ${' '.repeat(300_000)}c\n${'`'.repeat(300_000)}x\n\`\`\`\ny\n\`\`\`\n`;
  writeFileSync(
    file,
    `# aider chat started at 2026-03-04 10:00:00\n\n#### Mend it${' '.repeat(300_000)}now\n\n${runs}`,
  );
  const reading = await readSession(file);
  if (reading.kind !== 'session') throw new Error(reading.message);
  expect(reading.session.trajectory.task?.title).toMatch(/^Mend it/);
});

it('a folder of events is read no further once nobody waits for it', async () => {
  const stopped = AbortSignal.abort();
  const reading = readSession(path.join(fixtures, 'openhands/conversation'), { signal: stopped });
  await expect(reading).rejects.toThrow(/abort/);
});
