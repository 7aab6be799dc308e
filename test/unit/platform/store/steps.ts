import type { Step } from '../../../../src/core/trajectory/trajectory';
import type { TrajectoryRoot } from '../../../../src/platform/store/entries';

export const ROOT: TrajectoryRoot = {
  sessionId: 'session-1',
  agent: { name: 'vscode', version: '1.101.0', model: null },
  origin: { kind: 'unknown' },
  task: { title: 'Totals are wrong', body: 'Mend them.', source: 'TASK.md' },
  workspace: '/home/me/shop',
  baseCommit: '3f2b8c1d9e7a6f5b4c3d2e1f0a9b8c7d6e5f4a3b',
  patch: null,
  notes: null,
};

/** A step whose content follows from its number. */
export function step(id: number, fields: Partial<Step> = {}): Step {
  return {
    id,
    timestamp: `2026-01-01T00:00:00.${String(id % 1000).padStart(3, '0')}Z`,
    source: 'system',
    kind: 'run',
    message: `step ${id}`,
    reasoning: null,
    call: null,
    command: `echo ${id}`,
    exitCode: id % 3,
    output: { text: 'line\n'.repeat(id % 7) || 'nothing', chars: id % 7 === 0 ? 7 : 5 * (id % 7) },
    patch: null,
    ...fields,
  };
}
