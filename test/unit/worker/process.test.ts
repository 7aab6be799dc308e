import { fork, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ScoreResult } from '../../../src/core/protocol/scorer';
import type { ScoredVerdict } from '../../../src/core/scoring/verdict';
import { ScorerClient, type ScorerClientOptions } from '../../../src/platform/process/scorerClient';
import { buildWorker } from './buildWorker';
import { candidates, patches, request } from './exampleTask';

/** The real scorer in its real process, on a small graph with random weights. */

const all = ['product', 'swapped', 'twoHunks', 'undefinedName'] as const;
const opened: ScorerClient[] = [];
let workerPath: string;

function connect(options: Partial<ScorerClientOptions> = {}): ScorerClient {
  const client = new ScorerClient({
    workerPath,
    modelFolder: path.resolve('test/fixtures/model-tiny'),
    threads: 1,
    nodeExecutable: null,
    memoryCeilingBytes: 2 ** 30,
    log: () => undefined,
    ...options,
  });
  opened.push(client);
  return client;
}

const logits = (result: ScoreResult) =>
  new Map(
    result.candidates.map(({ id, single, set }) => {
      expect(single.kind).toBe('scored');
      return [id, [(single as ScoredVerdict).logit, (set as ScoredVerdict | null)?.logit]];
    }),
  );

beforeAll(async () => {
  workerPath = await buildWorker('process');
}, 60_000);
afterEach(() => {
  for (const client of opened.splice(0)) client.dispose();
});

describe('the scorer', () => {
  it('opens a model and says what runs it', async () => {
    const opening = await connect().open();
    expect(opening).toMatchObject({
      kind: 'opened',
      manifest: { name: 'random weights' },
      engine: 'ONNX Runtime, CPU, 1 thread',
      residentBytes: expect.any(Number) as number,
    });
  });

  it('gives the same logits from a fresh process, in another order, and on more threads', async () => {
    const first = logits(await connect().score(request(candidates(...all))));
    const client = connect({ threads: 2 });
    await client.score(request(candidates('twoHunks')));
    const second = logits(await client.score(request(candidates(...[...all].reverse()))));
    for (const [id, [single, set]] of first) {
      expect(second.get(id)?.[0]).toBeCloseTo(single ?? Number.NaN, 6);
      expect(second.get(id)?.[1]).toBeCloseTo(set ?? Number.NaN, 6);
    }
  });

  it('killed in the middle of a request: the scores still arrive', async () => {
    const client = connect();
    const expected = logits(await connect().score(request(candidates(...all))));
    let killed = false;
    const result = await client.score(request(candidates(...all)), {
      onProgress: () => {
        if (!killed) process.kill(client.pid ?? 0, 'SIGKILL');
        killed = true;
      },
    });
    expect(killed).toBe(true);
    expect(logits(result)).toEqual(expected);
  });

  it('lets the latest request of a document win', async () => {
    const client = connect();
    await client.open();
    const supersedes = 'file:///cart.py';
    const answers = await Promise.all(
      all.map(name => client.score(request(candidates(name), { supersedes }))),
    );
    expect(answers.slice(0, -1).map(answer => answer.candidates[0]?.single)).toMatchObject(
      new Array(all.length - 1).fill({ kind: 'notScored', reason: 'cancelled' }),
    );
    logits(answers[all.length - 1]!);
  });

  it('gives up at its deadline by itself', async () => {
    const client = connect();
    await client.open();
    const { pid } = client;
    const result = await client.score(request(candidates(...all), { deadlineMs: 1 }));
    expect(result.candidates.at(-1)?.single).toMatchObject({ reason: 'timeout' });
    logits(await client.score(request(candidates('product'))));
    expect(client.pid).toBe(pid);
  });

  it('answers a wrong message with an error and lives on', async () => {
    const client = connect();
    await client.open();
    const { pid } = client;
    const twice = [...candidates('product'), ...candidates('product')];
    const verdict = (await client.score(request(twice))).candidates[0]?.single;
    expect(verdict).toMatchObject({ reason: 'engineFailed', message: expect.stringContaining('one id') });
    const { candidates: rows } = await client.render({ ...request([]), task: { title: 1 } } as never);
    expect(rows).toEqual([]);
    logits(await client.score(request(candidates('product'))));
    expect(client.pid).toBe(pid);
  });

  it('reads a file called constructor like any other', async () => {
    const patch = patches.product.replaceAll('shop/cart.py', 'constructor');
    logits(await connect().score(request([{ id: 'odd', patch }])));
  });

  it('refuses a model whose file was changed, and takes it once it is mended', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'swe-rm-broken-'));
    cpSync('test/fixtures/model-tiny', folder, { recursive: true });
    writeFileSync(path.join(folder, 'tokenizer.json'), '{}');
    const client = connect({ modelFolder: folder });
    const verdict = (await client.score(request(candidates('product')))).candidates[0]?.single;
    expect(verdict).toMatchObject({
      reason: 'modelUnusable',
      message: expect.stringContaining('tokenizer.json'),
    });
    cpSync('test/fixtures/model-tiny', folder, { recursive: true });
    logits(await client.score(request(candidates('product'))));
    rmSync(folder, { recursive: true });
  });

  it('renders without a model, the same text with a tokenizer and without', async () => {
    const client = connect({ modelFolder: '/nowhere' });
    const params = {
      ...request(candidates('product', 'swapped', 'prose')),
      task: request([]).task ?? { title: '', body: '', source: '' },
      maxTokens: 1024,
      maxTaskTokens: 256,
    };
    const tokenizer = path.resolve('test/fixtures/model-tiny/tokenizer.json');
    const [bare, tokenized] = [
      (await client.render({ ...params, tokenizer: null })).candidates,
      (await client.render({ ...params, tokenizer })).candidates,
    ];
    expect(bare.map(row => row.lines)).toEqual(tokenized.map(row => row.lines));
    expect(bare[0]).toMatchObject({ ids: [], taskTokens: 0, refused: null });
    expect(bare[0]?.evidence.agreement).not.toBeNull();
    expect(tokenized[0]?.ids.length).toBeGreaterThan(tokenized[0]?.taskTokens ?? 0);
    expect(tokenized[0]?.ids.slice(0, tokenized[0].taskTokens)).toEqual(
      tokenized[1]?.ids.slice(0, tokenized[1].taskTokens),
    );
    expect(tokenized[2]).toMatchObject({ lines: [], refused: expect.stringContaining('not a unified diff') });
    const missing = await client.render({ ...params, tokenizer: '/nowhere/tokenizer.json' });
    expect(missing.candidates[0]?.refused).toContain('tokenizer.json');
  });
});

describe('the process', () => {
  const spawn = (): ChildProcess => fork(workerPath, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const ended = (child: ChildProcess) => new Promise<unknown>(resolve => child.once('exit', resolve));

  it('lives on after messages that are no messages', async () => {
    const child = spawn();
    for (const garbage of [42, 'text', [], { jsonrpc: '2.0' }, { jsonrpc: '2.0', id: 1, method: 'rm -rf' }])
      child.send(garbage);
    const answer = new Promise(resolve => {
      child.on('message', (message: { id?: number; error?: unknown }) => {
        if (message.id === 2) resolve(message.error);
      });
    });
    child.send({ jsonrpc: '2.0', id: 2, method: 'scorer/open', params: { modelFolder: 7 } });
    expect(await answer).toMatchObject({ code: -32602 });
    child.kill('SIGKILL');
    await ended(child);
  });

  it('ends when its parent lets go of it', async () => {
    const child = spawn();
    const answered = new Promise(resolve => child.once('message', resolve));
    child.send({
      jsonrpc: '2.0',
      id: 1,
      method: 'scorer/open',
      params: { modelFolder: '/nowhere', threads: 1 },
    });
    expect(await answered).toMatchObject({ result: { kind: 'refused' } });
    child.disconnect();
    await ended(child);
  });

  it('started by hand says what it is', async () => {
    const { execFile } = await import('node:child_process');
    const said = await new Promise(resolve => {
      execFile(process.execPath, [workerPath], (error, _, stderr) => resolve([error?.code, stderr]));
    });
    expect(said).toEqual([2, expect.stringContaining('scorer of SWE-RM')]);
  });
});
