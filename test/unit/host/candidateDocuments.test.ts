import { expect, it, vi } from 'vitest';
import type { Alternatives } from '../../../src/host/candidates/alternatives';
import { CandidateDocuments } from '../../../src/host/candidates/candidateDocuments';
import type { RepositoryFinder } from '../../../src/host/capture/repositoryFinder';
import type * as editorEvents from './editorEvents';
import { EventEmitter } from './editorEvents';

const uri = vi.hoisted(() => ({ scheme: 'swe-rm-candidate', path: '/a.ts', query: 'c1.after' }));
vi.mock('vscode', async original => ({
  ...(await original<typeof editorEvents>()),
  workspace: {
    registerTextDocumentContentProvider: () => ({ dispose: () => undefined }),
    textDocuments: [{ uri }],
  },
  window: { tabGroups: { all: [] } },
}));

it('documents of candidates are read anew when candidates change, not whenever their ranking goes on', () => {
  const [changed, changedCandidates] = [new EventEmitter<void>(), new EventEmitter<void>()];
  const alternatives = {
    find: () => ({ id: 'c1' }),
    onDidChange: changed.event,
    onDidChangeCandidates: changedCandidates.event,
  } as unknown as Alternatives;
  const choices = { hidden: false, onDidChange: new EventEmitter<void>().event };
  const documents = new CandidateDocuments(alternatives, {} as RepositoryFinder, choices);
  const told: unknown[] = [];
  documents.onDidChange(document => told.push(document));
  changed.fire();
  expect(told).toEqual([]);
  changedCandidates.fire();
  expect(told).toEqual([uri]);
  documents.dispose();
});
