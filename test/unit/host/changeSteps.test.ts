import { describe, expect, it } from 'vitest';
import type { Origin, Step, StepKind } from '../../../src/core/trajectory/trajectory';
import { changeSteps } from '../../../src/host/trajectories/changeSteps';
import type { LiveSession } from '../../../src/host/trajectories/liveSession';
import { ROOT } from '../platform/store/steps';

const BASE = ROOT.baseCommit ?? '';

function step(id: number, kind: StepKind, command: string | null, exitCode: number | null = null): Step {
  const patch = kind === 'edit' ? '--- a/src/cart.ts\n+++ b/src/cart.ts\n@@ -1 +1 @@\n-a\n+b\n' : null;
  const nothing = { timestamp: null, reasoning: null, call: null, output: null };
  return { ...nothing, id, source: 'system', kind, message: '', command, exitCode, patch };
}

const EDIT = step(1, 'edit', null);
const TEST = step(2, 'test', 'npm test', 1);

function recorded(
  steps: readonly Step[],
  {
    origin = { kind: 'unknown' },
    unrecorded = [],
    paused = false,
  }: {
    readonly origin?: Origin;
    readonly unrecorded?: readonly string[];
    readonly paused?: boolean;
  } = {},
): Parameters<typeof changeSteps>[1] {
  const state = { kind: paused ? 'paused' : 'recording', steps: steps.length, hidden: 0 } as const;
  const recorder = { state, unrecorded: new Set(unrecorded) };
  return {
    current: { id: 'recording', root: { ...ROOT, origin }, steps },
    recorder: recorder as unknown as Parameters<typeof changeSteps>[1]['recorder'],
  };
}

const session = (path: string): LiveSession => ({
  path,
  agent: 'Claude Code',
  trajectory: {
    ...ROOT,
    steps: [step(1, 'view', 'cat a'), step(2, 'edit', 'path: a'), step(3, 'test', 'npm test', 0)],
  },
  problems: [],
});

describe('the steps that led to the current change', () => {
  it('are those that were recorded since its base', () => {
    const found = changeSteps(BASE, recorded([EDIT, TEST]), null);
    expect(found?.words).toBe('2 recorded steps');
    expect(found?.steps.map(({ command }) => command)).toEqual(['path: src/cart.ts', 'npm test']);
  });

  it('count an edit that is still to be recorded as the step that it will become', () => {
    const waiting = changeSteps(BASE, recorded([EDIT, TEST], { unrecorded: ['src/cart.ts'] }), null);
    const written = changeSteps(BASE, recorded([EDIT, TEST, { ...EDIT, id: 3 }]), null);
    expect(waiting?.steps).toHaveLength(3);
    expect(waiting?.steps).toEqual(written?.steps);
  });

  it('are not known of another base, while nothing is recorded, and before something was run', () => {
    expect(changeSteps('0'.repeat(40), recorded([EDIT, TEST]), null)).toBeNull();
    expect(changeSteps(BASE, recorded([EDIT, TEST], { paused: true }), null)).toBeNull();
    expect(changeSteps(BASE, { current: null, recorder: null }, null)).toBeNull();
    expect(changeSteps(BASE, recorded([EDIT, step(2, 'run', 'cd src', 0)]), null)).toBeNull();
  });

  it('are those of an agent only when its own session shows that it made the change', () => {
    const evidence = [{ kind: 'sessionFile', detail: '/sessions/1.jsonl' }] as const;
    const origin = { kind: 'agent', name: 'Claude Code', evidence } as const;
    const own = changeSteps(BASE, recorded([EDIT, TEST], { origin }), session('/sessions/1.jsonl'));
    expect(own?.words).toBe('3 steps of Claude Code');
    expect(own?.steps[0]).toMatchObject({ kind: 'view', command: 'cat a' });
    const other = changeSteps(BASE, recorded([EDIT, TEST], { origin }), session('/sessions/2.jsonl'));
    expect(other?.words).toBe('2 recorded steps');
    const unknown = changeSteps(BASE, recorded([EDIT, TEST]), session('/sessions/1.jsonl'));
    expect(unknown?.words).toBe('2 recorded steps');
  });
});
