import { expect, it, vi } from 'vitest';
import { LazyScorer, type ConnectedScorer } from '../../../src/host/scoring/lazyScorer';
import type * as editorEvents from './editorEvents';

vi.mock('vscode', async original => ({
  ...(await original<typeof editorEvents>()),
  workspace: { onDidChangeConfiguration: () => ({ dispose: () => undefined }) },
}));

const REQUEST = { task: null, candidates: [], baseFiles: {}, influence: 'none', supersedes: null } as const;
const RESULT = {
  candidates: [],
  ranking: { groups: [], call: null, orderedRightly: null },
  stats: { elapsedMs: 0, tokens: 0, computedTokens: 0, residentBytes: 0 },
};

function connected(ended: () => void): ConnectedScorer {
  const client = {
    open: () => Promise.resolve({ kind: 'refused', message: '' } as const),
    score: () => Promise.resolve(RESULT),
    dispose: ended,
  };
  return { client, notice: null };
}

it('a scorer that could not be started takes none with it that was started since', async () => {
  const log = { error: () => undefined } as unknown as ConstructorParameters<typeof LazyScorer>[1];
  const ended = vi.fn();
  const attempts: { fail: (error: Error) => void; succeed: (scorer: ConnectedScorer) => void }[] = [];
  const scorer = new LazyScorer(() => new Promise((succeed, fail) => attempts.push({ fail, succeed })), log);
  const { signal } = new AbortController();
  const first = scorer.score(REQUEST, signal);
  scorer.restart();
  const second = scorer.score(REQUEST, signal);
  attempts[1]?.succeed(connected(ended));
  expect(await second).toMatchObject({ kind: 'done' });
  attempts[0]?.fail(new Error('no Node'));
  expect(await first).toMatchObject({ kind: 'failed' });

  expect(await scorer.score(REQUEST, signal)).toMatchObject({ kind: 'done' });
  expect(attempts).toHaveLength(2);
  scorer.dispose();
  await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce());
});
