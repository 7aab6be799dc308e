import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Alternative } from '../../../src/host/candidates/alternative';
import { CandidateActions, type CandidateActionTargets } from '../../../src/host/candidates/candidateActions';
import { Choices } from '../../../src/host/candidates/choices';
import { Outcomes } from '../../../src/host/learning/outcomes';
import { scored } from '../core/scoring/scoredVerdict';
import { EventEmitter } from './editorEvents';

const window = vi.hoisted(() => ({
  showErrorMessage: vi.fn(),
  showInformationMessage: vi.fn(),
  showQuickPick: vi.fn(),
}));
vi.mock('vscode', async original => ({
  ...(await original<object>()),
  window,
  Uri: {
    joinPath: ({ fsPath }: { fsPath: string }, ...parts: string[]) => ({ fsPath: join(fsPath, ...parts) }),
  },
}));
vi.mock('../../../src/platform/apply/planApplication', () => ({
  planApplication: () =>
    Promise.resolve({ kind: 'plan', edits: [{ kind: 'delete', path: 'a.py' }], merged: false, modes: [] }),
}));
vi.mock('../../../src/host/candidates/workspaceEdits', () => ({ carryOut: () => Promise.resolve(null) }));

let storage: string;
beforeEach(() => {
  storage = mkdtempSync(join(tmpdir(), 'swe-rm-outcomes-'));
});
afterEach(() => {
  rmSync(storage, { recursive: true });
  vi.resetAllMocks();
});

const candidate: Alternative = {
  id: 'c1',
  label: 'side',
  origin: { kind: 'branch', ref: 'refs/heads/side', base: 'main' },
  patch: '--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-a\n+b\n',
  base: 'a'.repeat(40),
};

it('a candidate that was applied is said to be, also when its outcome cannot be kept, which is said too', async () => {
  // Where the folder of the outcomes should be.
  writeFileSync(join(storage, 'outcomes'), '');
  const log = { error: vi.fn() } as unknown as ConstructorParameters<typeof Outcomes>[1];
  const outcomes = new Outcomes({ fsPath: storage } as ConstructorParameters<typeof Outcomes>[0], log);
  const groups = [{ members: ['c1'], rank: 1, verdict: scored(1), margin: null }];
  const alternatives = {
    candidates: [candidate],
    standing: { kind: 'ranked', ranking: { groups } },
    onDidChangeCandidates: new EventEmitter<void>().event,
  };
  const memory = { get: () => undefined, update: () => Promise.resolve() };
  const settled = new EventEmitter<void>().event;
  const choices = new Choices(
    ...([alternatives, memory, outcomes, settled] as unknown as ConstructorParameters<typeof Choices>),
  );
  const targets = { choices, repository: { git: () => Promise.resolve({ root: '/project' }) } };
  window.showQuickPick.mockImplementation((items: unknown[]) => Promise.resolve(items[0]));
  await new CandidateActions(targets as unknown as CandidateActionTargets).apply(candidate);
  expect(window.showInformationMessage).toHaveBeenCalledWith('Applied side to 1 file.', 'Undo');
  expect(window.showErrorMessage).toHaveBeenCalledWith(
    expect.stringMatching(/^SWE-RM: The outcome could not be kept: EEXIST/),
  );
});

it('a candidate is compared with another change first, and with its own under another name only when that is asked for', async () => {
  const named = (id: string, label: string): Alternative => ({ ...candidate, id, label });
  const candidates = [candidate, named('c2', 'same'), named('c3', 'other')];
  const groups = [
    { members: ['c1', 'c2'], rank: 1, verdict: scored(1), margin: 0.2 },
    { members: ['c3'], rank: 2, verdict: scored(0), margin: null },
  ];
  const targets = {
    alternatives: { candidates, standing: { kind: 'ranked', ranking: { groups } } },
    choices: { nameOf: ({ label }: Alternative) => label },
  };
  window.showQuickPick.mockResolvedValue(undefined);
  await new CandidateActions(targets as unknown as CandidateActionTargets).compare(candidate);
  const [offered] = window.showQuickPick.mock.calls[0] as [readonly { label: string; description: string }[]];
  expect(offered.map(({ label }) => label)).toEqual(['other', 'same']);
  expect(offered[1]?.description).toBe('the same change');
});
