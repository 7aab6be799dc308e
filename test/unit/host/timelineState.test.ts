import { describe, expect, it } from 'vitest';
import { timelineStateSchema } from '../../../src/core/protocol/timeline';
import type { Step, Trajectory } from '../../../src/core/trajectory/trajectory';
import {
  labelOf,
  movers,
  timelineState,
  type TimelineFacts,
} from '../../../src/host/trajectories/timelineState';
import { ROOT, step } from '../platform/store/steps';

const PATCH = '--- a/a.ts\n+++ b/a.ts\n@@ -1,2 +1,3 @@\n one\n-two\n+zwei\n+drei\n';

const STEPS: readonly Step[] = [
  step(1, { kind: 'edit', command: null, message: 'Edited a.ts', patch: PATCH, exitCode: null }),
  step(2, { kind: 'test', command: 'npm test', exitCode: 1 }),
  step(3, { kind: 'test', command: 'npm test', exitCode: 0 }),
  step(4, { kind: 'run', command: 'git commit', message: 'commit: Mend it', exitCode: 0 }),
  step(5, { kind: 'run', command: 'make\nmore', exitCode: 2 }),
  step(6, {
    kind: 'message',
    command: null,
    message: '\n\nWhat is wrong?\nMore',
    source: 'user',
    exitCode: null,
  }),
];

function facts(fields: Partial<TimelineFacts> = {}): TimelineFacts {
  const trajectory: Trajectory = { ...ROOT, steps: STEPS };
  return {
    id: 'x',
    trajectory,
    status: 'Recording',
    live: true,
    scores: [],
    note: '',
    calibration: '',
    problems: [],
    ...fields,
  };
}

describe('the timeline', () => {
  it('says what each step was', () => {
    const state = timelineState(facts({ scores: [{ step: 1, score: 0.42 }] }));
    if (state.kind !== 'trajectory') throw new Error('There is no trajectory.');
    expect(state.rows.map(({ mark, label, detail, score }) => [mark, label, detail, score])).toEqual([
      ['edit', 'a.ts', '+2 −1', '42\u00a0%'],
      ['testFailed', 'npm test', 'exit 1', ''],
      ['testPassed', 'npm test', '', ''],
      ['git', 'git commit: Mend it', '', ''],
      ['command', 'make', 'exit 2', ''],
      ['message', 'What is wrong?', '', ''],
    ]);
    expect(state.summary).toBe('Recording · author unknown · 6 steps');
    expect(timelineStateSchema.parse(state)).toEqual(state);
  });

  it('names the steps that moved the score most, most first, and none that hardly did', () => {
    const scores = [0.4, 0.41, 0.7, 0.62, 0.62].map((score, index) => ({ step: index + 1, score }));
    expect(movers(scores).map(({ step: id, delta }) => [id, Math.round(delta * 100)])).toEqual([
      [3, 29],
      [4, -8],
    ]);
    const state = timelineState(facts({ scores }));
    if (state.kind !== 'trajectory') throw new Error('There is no trajectory.');
    expect(state.score.movers[0]).toEqual({ step: 3, influence: '+29 points', label: 'npm test' });
    expect(state.score.sentence).toBe(
      'Score after each edit: 40\u00a0% after step 1; 62\u00a0%, uncertain, after step 5.',
    );
  });

  it('says where nothing was left to score, and takes no step over it for a movement', () => {
    const scores = [0.4, null, 0.9, null].map((score, index) => ({ step: index + 1, score }));
    const state = timelineState(facts({ scores }));
    if (state.kind !== 'trajectory') throw new Error('There is no trajectory.');
    expect(state.rows.slice(0, 5).map(({ score, spokenScore }) => [score, spokenScore])).toEqual([
      ['40\u00a0%', 'score 40\u00a0%'],
      ['not scored', 'not scored'],
      ['90\u00a0%', 'score 90\u00a0%'],
      ['not scored', 'not scored'],
      ['', ''],
    ]);
    expect(state.score.movers).toEqual([]);
    expect(state.score.sentence).toBe('Score after each edit: 40\u00a0% after step 1; none after step 4.');
    expect(timelineStateSchema.parse(state)).toEqual(state);
  });

  it('says that there is no score, and never makes one up', () => {
    const state = timelineState(facts({ note: 'Without a task the change cannot be scored.' }));
    if (state.kind !== 'trajectory') throw new Error('There is no trajectory.');
    expect(state.score).toMatchObject({ points: [], movers: [], sentence: 'No step has a score yet.' });
  });

  it('says what a tool was used on, by the end of its path', () => {
    const call = {
      id: 't',
      name: 'Edit',
      arguments: { file_path: '/home/me/shop/src/cart.ts', old_string: 'a' },
    };
    const command = 'Edit\nfile_path: /home/me/shop/src/cart.ts\nold_string: a';
    expect(labelOf(step(1, { kind: 'edit', call, command }))).toBe('Edit src/cart.ts');
    const search = { id: 't', name: 'Grep', arguments: { pattern: '_cstack', path: 'astropy' } };
    expect(labelOf(step(1, { kind: 'search', call: search, command: 'Grep\npattern: _cstack' }))).toBe(
      'Grep _cstack',
    );
    const bare = { id: 't', name: 'Think', arguments: { depth: 2 } };
    expect(labelOf(step(1, { kind: 'other', call: bare, command: 'Think\ndepth: 2' }))).toBe('Think');
    const files = ['a.py', 'b/c.py'].map(
      name => `diff --git a/${name} b/${name}\n--- a/${name}\n+++ b/${name}\n`,
    );
    const applied = {
      kind: 'edit',
      call: { id: '1', name: 'apply_patch', arguments: {} },
      command: 'apply_patch\ninput: x',
    } as const;
    expect(labelOf(step(1, { ...applied, patch: files.slice(1).join('') }))).toBe('apply_patch b/c.py');
    expect(labelOf(step(1, { ...applied, patch: files.join('') }))).toBe('apply_patch a.py and 1 more');
  });

  it.each([
    ['Edited and saved src/cart.ts', 'src/cart.ts'],
    ['Created src/cart.ts', 'Created src/cart.ts'],
    ['Changed on disk src/a.ts, src/b.ts and 3 more', 'src/a.ts, src/b.ts and 3 more, changed on disk'],
    ['Renamed on disk a.ts to b.ts', 'a.ts to b.ts, renamed on disk'],
    ['Changed while nothing was recorded: a.ts', 'a.ts, changed while nothing was recorded'],
    ['Already changed when the recording began: a.ts', 'a.ts, already changed when the recording began'],
  ])('names the files of an edit first: %s', (message, label) => {
    expect(labelOf(step(1, { kind: 'edit', command: null, message, reasoning: null }))).toBe(label);
  });

  it('keeps a line of any step short', () => {
    expect(labelOf(step(1, { command: `${'x'.repeat(10_000)}\n` })).length).toBe(160);
    expect(labelOf(step(1, { command: null, message: '', kind: 'other' }))).toBe('other');
  });

  it('is made of 10,000 steps before a person notices', () => {
    const steps = Array.from({ length: 10_000 }, (_, index) => ({
      ...STEPS[index % STEPS.length]!,
      id: index + 1,
    }));
    const state = timelineState(facts({ trajectory: { ...ROOT, steps } }));
    expect(JSON.stringify(state).length).toBeLessThan(2_000_000);
  });
});
