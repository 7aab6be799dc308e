import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OpenParams, RenderParams, ScoreParams } from '../../../src/core/protocol/scorer';
import { openParams, renderParams, scoreParams } from '../../../src/worker/messages';
import { mutated } from '../mutatedJson';

const candidates = [
  { id: 'a', patch: '--- a/x\n+++ b/x\n', ownBaseFiles: { x: 'one' } },
  {
    id: 'b',
    patch: '',
    steps: [{ kind: 'test' as const, command: 'npm test', observation: '1 failed', exitCode: 1 }],
  },
];
const task = { title: 'Fix it', body: '', source: 'TASK.md' };
const baseFiles = { constructor: 'text', 'src/a.ts': 'text' };
const score: ScoreParams = {
  task,
  candidates,
  baseFiles,
  influence: 'none',
  supersedes: null,
  deadlineMs: 1_000,
  progressToken: null,
};
const render: RenderParams = {
  tokenizer: null,
  maxTokens: 10,
  maxTaskTokens: 5,
  task,
  candidates,
  baseFiles,
};
const open: OpenParams = { modelFolder: '/model', threads: 2 };

describe('what the scorer is sent', () => {
  it.each([
    ['score', scoreParams, score],
    ['render', renderParams, render],
    ['open', openParams, open],
  ] as const)('%s: is taken as it is when it is right', (_name, schema, params) => {
    expect(schema.safeParse(JSON.parse(JSON.stringify(params))).data).toEqual(params);
  });

  it('and is wrong somewhere is refused or has the types it must have, and never throws', () => {
    let refused = 0;
    fc.assert(
      fc.property(mutated(score), raw => {
        const parsed = scoreParams.safeParse(raw);
        if (!parsed.success) return void refused++;
        const { data } = parsed;
        expect(data.deadlineMs).toBeGreaterThan(0);
        expect(new Set(data.candidates.map(({ id }) => id)).size).toBe(data.candidates.length);
        for (const { patch, steps } of data.candidates) {
          expect(typeof patch).toBe('string');
          for (const { exitCode } of steps ?? [])
            expect(exitCode === null || Number.isInteger(exitCode)).toBe(true);
        }
      }),
    );
    expect(refused).toBeGreaterThan(10);
  });

  it('may name any file, and none that was not sent is there', () => {
    const name = fc.oneof(fc.string(), fc.constant('__proto__'));
    fc.assert(
      fc.property(fc.dictionary(name, fc.string()), files => {
        const named = Object.fromEntries([...Object.entries(files), ['toString', 'a']]);
        const parsed = scoreParams.parse({ ...score, baseFiles: JSON.parse(JSON.stringify(named)) });
        expect(Object.getPrototypeOf(parsed.baseFiles)).toBeNull();
        expect(Object.entries(parsed.baseFiles).sort()).toEqual(Object.entries(named).sort());
        expect('valueOf' in parsed.baseFiles).toBe(Object.hasOwn(named, 'valueOf'));
      }),
    );
  });

  it.each([[['a text']], [null], ['a text'], [{ 'a.ts': 1 }]])('and are no files: %j', files => {
    expect(scoreParams.safeParse({ ...score, baseFiles: files }).success).toBe(false);
  });
});
