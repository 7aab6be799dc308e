import { describe, expect, it, vi } from 'vitest';
import type { Step } from '../../../../src/core/trajectory/trajectory';
import { attributedTo } from '../../../../src/platform/capture/attribution';
import { parsePatch } from '../../../../src/core/patch/parsePatch';
import { step } from '../store/steps';

vi.mock('../../../../src/core/patch/parsePatch', async original => {
  const real = await original<{ parsePatch: typeof parsePatch }>();
  return { parsePatch: vi.fn(real.parsePatch) };
});

const patchOf = (path: string) => `--- a/${path}\n+++ b/${path}\n@@ -1,1 +1,1 @@\n-a\n+b\n`;

function edit(path: string, timestamp: string, message: string): Step {
  return step(1, { kind: 'edit', command: null, message, timestamp, patch: patchOf(path) });
}

const NOON = '2026-01-01T12:00:00.000Z';
const recorded = [edit('src/a.ts', NOON, 'Changed on disk src/a.ts')];
const session = (path: string, timestamp: string) => [edit(path, timestamp, '')];

describe('a change that was recorded', () => {
  it("is an agent's when its own session tells of the same file at the same time", () => {
    expect(
      attributedTo('Claude Code', '/s.jsonl', recorded, session('src/a.ts', '2026-01-01T11:59:30.000Z')),
    ).toEqual({
      kind: 'agent',
      name: 'Claude Code',
      evidence: [{ kind: 'sessionFile', detail: '/s.jsonl' }],
    });
  });

  it.each([
    ['another file', recorded, session('src/b.ts', NOON)],
    ['another time', recorded, session('src/a.ts', '2026-01-01T13:00:00.000Z')],
    ['no time', recorded, [{ ...session('src/a.ts', NOON)[0]!, timestamp: null }]],
    [
      'a change typed in the editor',
      [edit('src/a.ts', NOON, 'Edited and saved src/a.ts')],
      session('src/a.ts', NOON),
    ],
    ['no edit', recorded, [step(1, { message: 'I will edit src/a.ts' })]],
  ])('stays of unknown origin with %s', (_name, steps, told) => {
    expect(attributedTo('Claude Code', '/s.jsonl', steps, told)).toBeNull();
  });

  it('is told without reading the rest of a long session, and of what was typed nothing is read', () => {
    const long = Array.from({ length: 500 }, (_, minute) =>
      edit('src/a.ts', new Date(Date.parse(NOON) + minute * 120_000).toISOString(), ''),
    );
    vi.mocked(parsePatch).mockClear();
    expect(attributedTo('Claude Code', '/s.jsonl', recorded, long)).not.toBeNull();
    expect(vi.mocked(parsePatch).mock.calls.length).toBeLessThan(5);
    vi.mocked(parsePatch).mockClear();
    const typed = [edit('src/a.ts', NOON, 'Edited src/a.ts')];
    expect(attributedTo('Claude Code', '/s.jsonl', typed, long)).toBeNull();
    expect(parsePatch).not.toHaveBeenCalled();
  });
});
