import { beforeEach, expect, it, vi } from 'vitest';
import {
  trajectoryHandlers,
  type TrajectoryTargets,
} from '../../../src/host/trajectories/trajectoryCommands';

interface Row {
  readonly label: string;
}

const editor = vi.hoisted(() => ({ enabled: true, shown: [] as readonly Row[], choose: '' }));

vi.mock('vscode', () => ({
  ConfigurationTarget: { Global: 'user', Workspace: 'workspace' },
  window: {
    showQuickPick: (rows: readonly Row[]) => {
      editor.shown = rows;
      return Promise.resolve(rows.find(({ label }) => label.endsWith(editor.choose)));
    },
  },
  workspace: {
    getConfiguration: () => ({
      get: () => editor.enabled,
      inspect: () => ({}),
      update: (_: string, value: boolean) => {
        editor.enabled = value;
        return Promise.resolve();
      },
    }),
  },
}));

beforeEach(() => {
  editor.enabled = true;
});

async function chooseInMenu(choose: string, kind: 'waiting' | 'off'): Promise<readonly string[]> {
  editor.choose = choose;
  const targets = { recording: { state: { kind, reason: '' } }, sessions: { current: null } };
  await trajectoryHandlers(targets as unknown as TrajectoryTargets)['captureMenu']?.();
  return editor.shown.map(({ label }) => label.replace(/^\$\([^)]+\) /, ''));
}

it('what turned recording off turns it on again', async () => {
  expect(await chooseInMenu('Turn recording off', 'waiting')).toContain('Pause');
  expect(editor.enabled).toBe(false);
  const offered = await chooseInMenu('Turn recording on', 'off');
  expect(editor.enabled).toBe(true);
  expect(offered).not.toContain('Start now');
});
