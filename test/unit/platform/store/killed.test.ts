import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mulberry32 } from '../../../../src/core/evaluation/random';
import { Redactor } from '../../../../src/platform/redaction/redactor';
import { TrajectoryStore } from '../../../../src/platform/store/trajectoryStore';
import { step } from './steps';

/** `SWE_RM_KILLS=200` for a long look. */
const KILLS = Number(process.env['SWE_RM_KILLS'] ?? 25);
/** The moments at which it is killed; a failure names it, and `SWE_RM_SEED` draws the same ones again. */
const SEED = Number(process.env['SWE_RM_SEED'] ?? Date.now());

let scratch: string;
let script: string;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'swe-rm-killed-'));
  script = join(scratch, 'append.cjs');
  await build({
    entryPoints: [join(__dirname, 'appendUntilKilled.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    target: 'node20',
  });
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Lets it append for a while after its first step, kills it, and answers with the last step it had acknowledged. */
function killAfter(folder: string, ms: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, problem] = ['', ''];
    let timer: NodeJS.Timeout | undefined;
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out.includes('\n')) timer ??= setTimeout(() => child.kill('SIGKILL'), ms);
    });
    child.stderr.on('data', (chunk: Buffer) => (problem += chunk.toString()));
    child.on('close', () => {
      clearTimeout(timer);
      // A number that was cut off by the kill was not told.
      const told = out
        .slice(0, out.lastIndexOf('\n') + 1)
        .trim()
        .split('\n');
      if (problem !== '') reject(new Error(problem));
      else resolve(Number(told.at(-1)));
    });
  });
}

it(
  `killed ${KILLS} times at any moment (SWE_RM_SEED=${SEED}), the store has lost no acknowledged step and goes on`,
  { timeout: 20_000 + KILLS * 2_000 },
  async () => {
    const folder = join(scratch, 'trajectories');
    const random = mulberry32(SEED);
    const store = new TrajectoryStore(folder, new Redactor());
    let before = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const acknowledged = await killAfter(folder, random() * 30);
      expect(acknowledged).toBeGreaterThan(before);
      const [stored, ...others] = await store.list();
      expect(others).toEqual([]);
      const read = await store.read(stored!.id);
      expect(read?.problems).toEqual([]);
      const steps = read!.trajectory.steps;
      // At most one more than was told: written, and killed before it could say so.
      expect([acknowledged, acknowledged + 1]).toContain(steps.length);
      expect(steps).toEqual(steps.map((_, index) => step(index + 1)));
      before = steps.length;
    }
  },
);
