import { fork } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ScoreParams, ScoreResult } from '../../../../src/core/protocol/scorer';
import type { NotScoredVerdict } from '../../../../src/core/scoring/verdict';
import { RestartPolicy } from '../../../../src/platform/process/restartPolicy';
import { ScorerClient, type ScorerClientOptions } from '../../../../src/platform/process/scorerClient';

const workerPath = path.resolve('test/fixtures/workers/fakeScorer.cjs');
const quick = {
  firstDelayMs: 1,
  longestDelayMs: 10,
  mostCrashes: 4,
  windowMs: 60_000,
  readyMs: 25_000,
  graceMs: 50,
};

let folder: string;
let lines: string[];
let client: ScorerClient;

function connect(options: Partial<ScorerClientOptions> = {}): ScorerClient {
  client = new ScorerClient({
    workerPath,
    modelFolder: folder,
    threads: 1,
    nodeExecutable: null,
    memoryCeilingBytes: 2 ** 30,
    log: line => lines.push(line),
    limits: quick,
    ...options,
  });
  return client;
}

/** @param behaviours what the fake scorer does with the request, one word for each of its lives */
function request(behaviours: string, more: Partial<ScoreParams> = {}): ScoreParams {
  return {
    task: { title: behaviours, body: '', source: 'test' },
    candidates: [{ id: 'a', patch: '' }],
    baseFiles: {},
    influence: 'none',
    supersedes: null,
    deadlineMs: 25_000,
    progressToken: null,
    ...more,
  };
}

const lives = (): number => readFileSync(path.join(folder, 'lives'), 'utf8').trim().split('\n').length;
/** The file is there a moment before its first line is. */
const opened = (): boolean =>
  existsSync(path.join(folder, 'lives')) && readFileSync(path.join(folder, 'lives')).length > 0;
const only = (result: ScoreResult) => result.candidates[0]?.single;

const waitFor = (condition: () => boolean) => expect.poll(condition, { interval: 10 }).toBe(true);

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'swe-rm-'));
  lines = [];
});

afterEach(() => {
  vi.useRealTimers();
  client.dispose();
  rmSync(folder, { recursive: true });
});

describe('the scorer process', () => {
  it('is started by the first request and serves the next ones', async () => {
    connect();
    expect(client.pid).toBeNull();
    expect(only(await client.score(request('answer')))).toMatchObject({ message: 'life 1' });
    const { pid } = client;
    expect(only(await client.score(request('answer')))).toMatchObject({ message: 'life 1' });
    expect(client.pid).toBe(pid);
  });

  it('is started once for requests that come together', async () => {
    connect();
    await Promise.all([1, 2, 3].map(() => client.score(request('answer'))));
    expect(lives()).toBe(1);
  });

  it('killed during a request: the request is answered by the next process', async () => {
    connect();
    expect(only(await client.score(request('die answer')))).toMatchObject({ message: 'life 2' });
    expect(lines).toContain('The scorer process was ended by SIGKILL.');
  });

  it('killed from outside while it waits: all its requests are answered by the next process', async () => {
    connect();
    const answers = Promise.all([client.score(request('wait answer')), client.score(request('wait answer'))]);
    await waitFor(opened);
    process.kill(client.pid ?? 0, 'SIGKILL');
    expect((await answers).map(only)).toMatchObject([{ message: 'life 2' }, { message: 'life 2' }]);
    expect(lives()).toBe(2);
  });

  it('killed between two requests: the second one notices nothing', async () => {
    connect();
    await client.score(request('answer'));
    process.kill(client.pid ?? 0, 'SIGKILL');
    expect(only(await client.score(request('answer')))).toMatchObject({ message: 'life 2' });
  });

  it('that has answered since it died is waited for no longer than the first time', async () => {
    const delay = vi.spyOn(RestartPolicy.prototype, 'delay');
    connect();
    await client.score(request('die answer'));
    process.kill(client.pid ?? 0, 'SIGKILL');
    expect(only(await client.score(request('answer')))).toMatchObject({ message: 'life 3' });
    expect(delay.mock.results.map(({ value }) => value as unknown)).toEqual([0, 1, 1]);
    delay.mockRestore();
  });

  it('that dies twice of one request costs that request, with what it said last', async () => {
    connect();
    const verdict = only(await client.score(request('exit exit answer')));
    expect(verdict).toMatchObject({ kind: 'notScored', reason: 'engineFailed' });
    expect(verdict).toHaveProperty(
      'message',
      expect.stringContaining('ended with code 7; it said: out of luck'),
    );
    expect(only(await client.score(request('answer')))).toMatchObject({ message: 'life 3' });
  });

  it('that always dies is left alone until another client takes over', async () => {
    connect();
    for (let i = 0; i < 3; i++) await client.score(request('die'));
    expect(lives()).toBe(quick.mostCrashes);
    const verdict = only(await client.score(request('answer')));
    expect(verdict).toHaveProperty(
      'message',
      expect.stringMatching(
        /\(the scorer keeps crashing and will not be started again for \d+ minutes? unless you restart it: the scorer process .*\); try again/,
      ),
    );
    expect(lives()).toBe(quick.mostCrashes);
    client.dispose();
    connect();
    expect(await client.open()).toMatchObject({ kind: 'opened' });
    expect(only(await client.score(request('answer')))).toMatchObject({ reason: 'emptyPatch' });
  });

  it('that ends before it is ready becomes a sentence', async () => {
    const unopenable = path.join(folder, 'unopenable');
    mkdirSync(unopenable);
    connect({ modelFolder: unopenable });
    expect(await client.open()).toEqual({
      kind: 'refused',
      message: 'The scorer process ended with code 3.',
    });
  });

  it('that cannot be started becomes a sentence', async () => {
    connect({ nodeExecutable: path.join(folder, 'no-node') });
    expect(await client.open()).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('could not be started'),
    });
  });

  it('that the system refuses at once is told like any other that cannot be started, and started when it can be', async () => {
    const refused = new Error('spawn ENOMEM');
    const crashed = vi.spyOn(RestartPolicy.prototype, 'crashed');
    let refusals = 0;
    connect({
      fork: (file, options) => {
        if (refusals++ === 0) throw refused;
        return fork(file, options);
      },
    });
    expect(only(await client.score(request('answer')))).toMatchObject({
      reason: 'engineFailed',
      message: expect.stringContaining('(the scorer process could not be started: spawn ENOMEM)'),
    });
    expect(crashed).toHaveBeenCalledOnce();
    crashed.mockRestore();
    expect(only(await client.score(request('answer')))).toMatchObject({ message: 'life 1' });
  });

  it('that does not open its model in time is ended, and the verdict says so', async () => {
    connect({ modelFolder: 'slow', limits: { ...quick, readyMs: 200 } });
    const message = 'did not open the model within 0.2 s and was ended';
    expect(only(await client.score(request('answer')))).toMatchObject({
      reason: 'engineFailed',
      message: expect.stringContaining(message),
    });
    expect(lines.filter(line => line.includes(message))).toHaveLength(2);
  });

  it('that hangs is ended after the deadline, and the request times out', async () => {
    connect();
    await client.open();
    const { pid } = client;
    const verdict = only(await client.score(request('hang answer', { deadlineMs: 50 })));
    expect(verdict).toMatchObject({ kind: 'notScored', reason: 'timeout' });
    await waitFor(() => !isRunning(pid ?? 0));
    expect(only(await client.score(request('hang answer')))).toMatchObject({ message: 'life 2' });
  });

  it('has some time beyond the deadline to say itself what became of the request', async () => {
    connect({ limits: { ...quick, graceMs: 20_000 } });
    expect(only(await client.score(request('late', { deadlineMs: 50 })))).toMatchObject({
      message: 'life 1',
    });
  });

  it('that has opened its model and answered is watched no longer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    connect();
    await client.score(request('answer'));
    expect(vi.getTimerCount()).toBe(0);
  });

  it('whose channel has closed while it lives on is ended, and the next one answers', async () => {
    connect();
    expect(only(await client.score(request('leave answer')))).toMatchObject({ message: 'life 1' });
    const { pid } = client;
    expect(only(await client.score(request('leave answer')))).toMatchObject({ message: 'life 2' });
    expect(isRunning(pid ?? 0)).toBe(false);
  });

  it('that sends garbage does no harm', async () => {
    connect();
    await client.score(request('garbage'));
    expect(only(await client.score(request('answer')))).toMatchObject({ message: 'life 1' });
  });

  it('that answers with an error gives a verdict and lives on', async () => {
    connect();
    const verdict = only(await client.score(request('nonsense')));
    expect(verdict).toMatchObject({
      reason: 'engineFailed',
      message: expect.stringContaining('no such behaviour'),
    });
    expect(only(await client.score(request('answer')))).toMatchObject({ message: 'life 1' });
  });

  it('above the memory ceiling is replaced when it is idle, not before', async () => {
    connect({ memoryCeilingBytes: 64 * 2 ** 20 });
    const heavy = { task: { title: 'answer', body: String(65 * 2 ** 20), source: '' } };
    const waiting = client.score(request('wait answer'));
    await waitFor(opened);
    for (let time = 0; time < 2; time++) await client.score(request('answer', heavy));
    expect(client.pid).not.toBeNull();
    process.kill(client.pid ?? 0, 'SIGKILL');
    await waiting;
    await waitFor(() => client.pid === null);
    expect(lines.filter(line => line.includes('replaced when idle'))).toHaveLength(1);
    await client.score(request('answer'));
    expect(lives()).toBe(3);
  });

  it('replaced for its memory, however often, has not crashed', async () => {
    connect({ memoryCeilingBytes: 64 * 2 ** 20 });
    const big = request('answer', { task: { title: 'answer', body: String(65 * 2 ** 20), source: '' } });
    for (let life = 1; life <= quick.mostCrashes + 1; life++)
      expect(only(await client.score(big))).toMatchObject({ message: `life ${life}` });
    // One that has not outgrown it stays.
    const { message } = only(await client.score(request('answer'))) as NotScoredVerdict;
    expect(only(await client.score(request('answer')))).toMatchObject({ message });
    expect(lines.filter(line => line.includes('was ended'))).toEqual([]);
  });

  it.each([
    ['refuse', 'modelUnusable'],
    ['fault', 'engineFailed'],
  ])(
    'that could not open its model (%s) opens it with the next request, once the folder is mended',
    async (how, reason) => {
      connect();
      writeFileSync(path.join(folder, how), '');
      expect(only(await client.score(request('answer')))).toMatchObject({
        reason,
        message: expect.stringContaining('it is torn'),
      });
      rmSync(path.join(folder, how));
      expect(only(await client.score(request('answer')))).toMatchObject({ message: 'life 1' });
    },
  );

  it('that is waited for after a crash is not started when the client is disposed meanwhile', async () => {
    let starts = 0;
    connect({
      limits: { ...quick, firstDelayMs: 60_000, longestDelayMs: 60_000 },
      fork: (file, options) => {
        starts++;
        return fork(file, options);
      },
    });
    const answer = client.score(request('die answer'));
    await waitFor(() => lines.some(line => line.includes('SIGKILL')));
    client.dispose();
    expect(only(await answer)).toMatchObject({ reason: 'cancelled' });
    await new Promise(resolve => setImmediate(resolve));
    expect(starts).toBe(1);
  });

  it('gets no inspector, no NODE_OPTIONS and no secrets', async () => {
    process.env['SWE_RM_TEST_TOKEN'] = 'secret';
    let seen: { env?: NodeJS.ProcessEnv | undefined; execArgv?: readonly string[] | undefined } = {};
    const { fork } = await import('node:child_process');
    connect({
      fork: (file, options) => {
        seen = options;
        return fork(file, options);
      },
    });
    await client.score(request('answer'));
    delete process.env['SWE_RM_TEST_TOKEN'];
    expect(Object.keys(seen.env ?? {})).not.toContain('SWE_RM_TEST_TOKEN');
    expect(Object.keys(seen.env ?? {})).not.toContain('NODE_OPTIONS');
    expect(seen.execArgv?.join()).not.toContain('inspect');
  });
});

describe('a request', () => {
  it('that is cancelled answers at once, and the scorer lives on', async () => {
    connect();
    const controller = new AbortController();
    const answer = client.score(request('wait'), { signal: controller.signal });
    await waitFor(opened);
    controller.abort();
    expect(only(await answer)).toMatchObject({ kind: 'notScored', reason: 'cancelled' });
    expect(only(await client.score(request('answer')))).toMatchObject({ message: 'life 1' });
  });

  it('that is cancelled is not worked on any more: the scorer is told', async () => {
    connect();
    const controller = new AbortController();
    await new Promise<void>(started => {
      void client.score(request('wait'), { signal: controller.signal, onProgress: () => started() });
    });
    controller.abort();
    await waitFor(() => existsSync(path.join(folder, 'cancelled')));
  });

  it('that is cancelled while the model is opened is not sent', async () => {
    connect();
    const controller = new AbortController();
    const answer = client.score(request('wait'), { signal: controller.signal });
    controller.abort();
    expect(only(await answer)).toMatchObject({ reason: 'cancelled' });
    // Messages keep their order: by its answer the scorer would have read that the one before is cancelled.
    await client.score(request('answer'));
    expect(existsSync(path.join(folder, 'cancelled'))).toBe(false);
  });

  it('that was cancelled before it was made starts nothing', async () => {
    connect();
    const verdict = only(await client.score(request('answer'), { signal: AbortSignal.abort() }));
    expect(verdict).toMatchObject({ reason: 'cancelled' });
    expect(client.pid).toBeNull();
  });

  it('in flight when the client is disposed is answered, and no process is left', async () => {
    connect();
    const answer = client.score(request('wait'));
    await waitFor(opened);
    const { pid } = client;
    client.dispose();
    expect(only(await answer)).toMatchObject({ reason: 'cancelled' });
    await waitFor(() => !isRunning(pid ?? 0));
    expect(only(await client.score(request('answer')))).toMatchObject({ reason: 'cancelled' });
  });

  it('reports its progress', async () => {
    connect();
    const seen: [number, number][] = [];
    await client.score(request('answer'), { onProgress: (done, total) => seen.push([done, total]) });
    expect(seen).toEqual([[1, 1]]);
  });

  it('is told of no progress after its answer', async () => {
    connect();
    let told = 0;
    await client.score(request('chatter'), { onProgress: () => told++ });
    await client.score(request('answer'));
    expect(told).toBe(1);
  });
});
