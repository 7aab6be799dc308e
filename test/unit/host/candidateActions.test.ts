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
  showTextDocument: vi.fn(),
}));
vi.mock('vscode', async original => ({
  ...(await original<object>()),
  window,
  Position: class {},
  Range: class {},
  Uri: {
    file: (fsPath: string) => ({ fsPath }),
    joinPath: ({ fsPath }: { fsPath: string }, ...parts: string[]) => ({ fsPath: join(fsPath, ...parts) }),
  },
}));
const planned = vi.hoisted(() => ({ edits: [] as object[] }));
vi.mock('../../../src/platform/apply/planApplication', () => ({
  planApplication: () => Promise.resolve({ kind: 'plan', edits: planned.edits, merged: false, modes: [] }),
}));
const edits = vi.hoisted(() => ({
  carryOut: vi.fn(() => Promise.resolve<string | null>(null)),
  isUndone: vi.fn(() => Promise.resolve(false)),
}));
vi.mock('../../../src/host/candidates/workspaceEdits', () => ({
  ...edits,
  inverse: (edit: object) => ({ ...edit, inverse: true }),
  equalLines: () => 0,
}));

let storage: string;
beforeEach(() => {
  storage = mkdtempSync(join(tmpdir(), 'swe-rm-outcomes-'));
  planned.edits = [{ kind: 'delete', path: 'a.py' }];
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

it('Undo of a message does nothing once the editor has undone what was applied, and else takes back that choice alone', async () => {
  const choices = { choose: () => Promise.resolve(), nameOf: () => 'side', takeBack: vi.fn() };
  const targets = { choices, repository: { git: () => Promise.resolve({ root: '/project' }) } };
  const actions = new CandidateActions(targets as unknown as CandidateActionTargets);
  window.showQuickPick.mockImplementation((items: unknown[]) => Promise.resolve(items[0]));
  window.showInformationMessage.mockResolvedValue('Undo');
  edits.carryOut.mockResolvedValue(null);

  edits.isUndone.mockResolvedValue(true);
  await actions.apply(candidate);
  expect(edits.carryOut).toHaveBeenCalledOnce();
  expect(choices.takeBack).not.toHaveBeenCalled();

  edits.isUndone.mockResolvedValue(false);
  await actions.apply(candidate);
  expect(edits.carryOut).toHaveBeenLastCalledWith(
    '/project',
    [expect.objectContaining({ inverse: true })],
    'Undo side',
  );
  expect(choices.takeBack).toHaveBeenCalledExactlyOnceWith(candidate);
});

it('after a candidate was applied, the file to look at first is shown, not the first of the patch', async () => {
  const fileOf = (path: string) => `--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-old\n+new = old + 1\n`;
  const paths = ['CHANGES.md', 'src/bar.py', 'tests/test_bar.py'];
  planned.edits = paths.map(path => ({ kind: 'change', path, before: '', text: '' }));
  edits.carryOut.mockResolvedValue(null);
  window.showQuickPick.mockImplementation((items: unknown[]) => Promise.resolve(items[0]));
  const choices = { choose: () => Promise.resolve(), nameOf: () => 'side' };
  const targets = { choices, repository: { git: () => Promise.resolve({ root: '/project' }) } };
  const patch = paths.map(fileOf).join('');
  await new CandidateActions(targets as unknown as CandidateActionTargets).apply({ ...candidate, patch });
  expect(window.showTextDocument).toHaveBeenCalledExactlyOnceWith(
    { fsPath: join('/project', 'src/bar.py') },
    expect.anything(),
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
