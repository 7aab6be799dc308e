import { expect, it, vi } from 'vitest';
import type { Manifest } from '../../../src/core/model/manifest';
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

const MB = 1024 * 1024;

function connected(ended: () => void): ConnectedScorer {
  const client = {
    open: () => Promise.resolve({ kind: 'refused', message: '' } as const),
    score: () => Promise.resolve(RESULT),
    dispose: ended,
  };
  return { client, notice: null, memoryCeilingBytes: 1024 * MB };
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
  await expect.poll(() => ended).toHaveBeenCalledOnce();
});

it('no scorer is started any more once the window has let go of it', async () => {
  const connect = vi.fn();
  const scorer = new LazyScorer(connect, null as never);
  scorer.dispose();
  expect(await scorer.score(REQUEST, new AbortController().signal)).toEqual({ kind: 'cancelled' });
  expect(connect).not.toHaveBeenCalled();
});

it('what an ended scorer could not follow is not told of the next', async () => {
  const log = { error: () => undefined } as unknown as ConstructorParameters<typeof LazyScorer>[1];
  const attempts: ((scorer: ConnectedScorer) => void)[] = [];
  const scorer = new LazyScorer(() => new Promise(succeed => attempts.push(succeed)), log);
  const { signal } = new AbortController();
  const first = scorer.score(REQUEST, signal);
  scorer.restart();
  const second = scorer.score(REQUEST, signal);
  attempts[1]?.(connected(() => undefined));
  await second;
  attempts[0]?.({ ...connected(() => undefined), notice: 'A setting is not used.' });
  await first;
  expect(scorer.notice).toBeNull();
  scorer.dispose();
});

it.each([
  [null, 263, 391, null],
  [
    null,
    263,
    390,
    /^The scorer uses 263 MB before its first score, so the limit .+ \(390 MB\) .+; raise the limit to 600, or/,
  ],
  ['A is not used.', 658, 512, /^A is not used\. The scorer uses 658 MB .+; raise the limit to 1000, or/],
])(
  'says what it could not follow, or only at a cost: %s, %i MB of %i',
  async (notice, resident, ceiling, said) => {
    const told = vi.fn();
    const log = { info: told } as unknown as ConstructorParameters<typeof LazyScorer>[1];
    const manifest = { name: 'tiny', version: '1' } as Manifest;
    const opened = { kind: 'opened', manifest, engine: '', loadMs: 0, residentBytes: resident * MB } as const;
    const other = connected(() => undefined);
    const client = { ...other.client, open: () => Promise.resolve(opened) };
    const scorer = new LazyScorer(
      () => Promise.resolve({ client, notice, memoryCeilingBytes: ceiling * MB }),
      log,
    );
    await scorer.score(REQUEST, new AbortController().signal);
    await expect.poll(() => told).toHaveBeenCalledOnce();
    if (said === null) expect(scorer.notice).toBeNull();
    else expect(scorer.notice).toMatch(said);
    scorer.restart();
    expect(scorer.notice).toBeNull();
  },
);
