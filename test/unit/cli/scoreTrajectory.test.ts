import { EMPTY_STEP } from '../../../src/core/trajectory/emptyTrajectory';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createFilePatch } from '../../../src/core/patch/createFilePatch';
import { formatPatch } from '../../../src/core/patch/formatPatch';
import { formatTrajectory } from '../../../src/core/trajectory/formatTrajectory';
import type { Step, Trajectory } from '../../../src/core/trajectory/trajectory';
import { buildCli, runCli } from './runCli';

// Each test starts several processes that load a model, maybe on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const model = ['--model', path.resolve('test/fixtures/model-tiny')];
const base = 'def total(cart):\n    return 0\n';
const half = 'def total(cart):\n    return len(cart)\n';
const whole = 'def total(cart):\n    return sum(item.price for item in cart)\n';
const change = (from: string, to: string) => formatPatch([createFilePatch('cart.py', from, to)]);

let cli = '';
let folder = '';
beforeAll(async () => {
  cli = await buildCli('score-trajectory');
}, 120_000);
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'swe-rm-trajectory-'));
  writeFileSync(path.join(folder, 'cart.py'), base);
  const git = (...args: string[]) =>
    execFileSync(
      'git',
      ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'commit.gpgsign=false', ...args],
      {
        cwd: folder,
        stdio: 'pipe',
      },
    );
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'base');
});
afterEach(() => rmSync(folder, { recursive: true }));

const step = (id: number, more: Partial<Step>): Step => ({
  ...EMPTY_STEP,
  id,
  source: 'agent',
  kind: 'run',
  ...more,
});
const output = (text: string) => ({ text, chars: text.length });
const steps = [
  step(1, { kind: 'view', command: 'cat cart.py', output: output(base) }),
  step(2, { kind: 'edit', command: 'edit cart.py', patch: change(base, half) }),
  step(3, { kind: 'test', command: 'pytest', exitCode: 1, output: output('1 failed in 0.1s') }),
  step(4, { kind: 'edit', command: 'edit cart.py', patch: change(half, whole) }),
  step(5, { kind: 'message', message: 'All tests pass.' }),
  step(6, { kind: 'test', command: 'pytest', exitCode: 0, output: output('1 passed in 0.1s') }),
];

function write(more: Partial<Trajectory> = {}): string {
  const trajectory: Trajectory = {
    sessionId: 's',
    agent: { name: 'agent', version: null, model: null },
    origin: { kind: 'unknown' },
    task: { title: 'Sum the prices', body: '`total` counts nothing.', source: 'session' },
    workspace: null,
    baseCommit: null,
    steps,
    patch: { text: change(base, whole), source: 'submission', complete: true },
    notes: null,
    ...more,
  };
  writeFileSync(path.join(folder, 'session.json'), JSON.stringify(formatTrajectory(trajectory)));
  return 'session.json';
}

const run = (...args: string[]) => runCli(cli, ['score', ...model, ...args], { cwd: folder });
const shape = z.object({
  task: z.object({ title: z.string() }),
  verdict: z.object({
    kind: z.literal('scored'),
    score: z.number(),
    evidence: z.array(z.object({ group: z.string(), name: z.string(), value: z.number() })),
    producedBy: z.object({ trajectory: z.string() }),
  }),
  steps: z.array(z.object({ step: z.number(), kind: z.string(), score: z.number().nullable() })).nullable(),
});
const scored = async (...args: string[]) => shape.parse(JSON.parse((await run('--json', ...args)).stdout));

describe('swe-rm score --trajectory', () => {
  it('takes task, patch and steps from the session', async () => {
    const { task, verdict, steps: none } = await scored('--trajectory', write());
    expect(task.title).toBe('Sum the prices');
    expect(verdict.producedBy.trajectory).toBe('read');
    expect(verdict.evidence).toContainEqual(expect.objectContaining({ name: 'lastTestPassed', value: 1 }));
    expect(none).toBeNull();
    // The same patch without its steps is another reading.
    writeFileSync(path.join(folder, 'whole.patch'), change(base, whole));
    const alone = await scored('whole.patch', '--task', 'Sum the prices\n`total` counts nothing.');
    expect(alone.verdict.producedBy.trajectory).toBe('none');
    expect(alone.verdict.score).not.toBe(verdict.score);
  });

  it('gives the score after each step that may move it, the last one being the score', async () => {
    const { verdict, steps: scores } = await scored('--trajectory', write(), '--steps');
    expect(scores?.map(({ step: id, kind }) => [id, kind])).toEqual([
      [2, 'edit'],
      [3, 'test'],
      [4, 'edit'],
      [6, 'test'],
    ]);
    expect(scores?.at(-1)?.score).toBeCloseTo(verdict.score, 6);
    const { stdout, stderr } = await run('--trajectory', 'session.json', '--steps');
    expect(stdout).toMatch(/After step[^]*pytest/);
    expect(stdout).toContain('with the steps that led to it');
    expect(stderr).not.toContain('do not add up to the final patch');
  });

  it('says when the edits do not come to the patch', async () => {
    const { code, stderr } = await run('--trajectory', write({ steps: steps.slice(0, 3) }), '--steps');
    expect(code).toBe(0);
    expect(stderr).toContain('do not add up to the final patch');
  });

  it('judges a patch that is given beside a session without one', async () => {
    const session = write({ patch: null });
    const without = await run('--trajectory', session);
    expect(without).toMatchObject({ code: 3, stdout: '' });
    expect(without.stderr).toContain('session.json holds no patch');
    writeFileSync(path.join(folder, 'whole.patch'), change(base, whole));
    const { verdict } = await scored('whole.patch', '--trajectory', session);
    expect(verdict.producedBy.trajectory).toBe('read');
  });

  it('refuses what it cannot use in one sentence', async () => {
    writeFileSync(path.join(folder, 'prose.txt'), 'I fixed it.');
    const prose = await run('--trajectory', 'prose.txt');
    expect(prose).toMatchObject({ code: 3, stdout: '' });
    expect(prose.stderr).toContain('prose.txt: ');
    expect(await run('--trajectory', 'gone.json')).toMatchObject({ code: 3, stdout: '' });
    const noSteps = await run('--steps', '--task', 'x');
    expect(noSteps).toMatchObject({ code: 2, stdout: '' });
    expect(noSteps.stderr).toContain('--trajectory FILE');
    const noTask = await run('--trajectory', write({ task: null }));
    expect(noTask).toMatchObject({ code: 2, stdout: '' });
    expect(readFileSync(path.join(folder, 'cart.py'), 'utf8')).toBe(base);
  });
});
