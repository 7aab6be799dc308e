import { describe, expect, it } from 'vitest';
import { RequestQueue, StoppedByQueue } from '../../../src/worker/requestQueue';

const never = new AbortController().signal;

/** A job that runs until it is let go or stopped, and says how it ended. */
function job(log: string[], name: string) {
  let finish: () => void = () => undefined;
  const run = (signal: AbortSignal) =>
    new Promise<string>(resolve => {
      if (signal.aborted) {
        resolve(`${name} stopped`);
        return;
      }
      log.push(name);
      finish = () => resolve(`${name} done`);
      signal.addEventListener('abort', () =>
        resolve(`${name} stopped: ${String((signal.reason as Error).message)}`),
      );
    });
  return { run, finish: () => finish() };
}

const settle = () => new Promise(resolve => setImmediate(resolve));

describe('the queue', () => {
  it('runs one job at a time, in order', async () => {
    const queue = new RequestQueue(10);
    const log: string[] = [];
    const [a, b] = [job(log, 'a'), job(log, 'b')];
    const answers = [queue.run(null, never, a.run), queue.run(null, never, b.run)];
    await settle();
    expect(log).toEqual(['a']);
    a.finish();
    await settle();
    expect(log).toEqual(['a', 'b']);
    b.finish();
    expect(await Promise.all(answers)).toEqual(['a done', 'b done']);
  });

  it('begins no other job when one that waited is stopped', async () => {
    const queue = new RequestQueue(10);
    const log: string[] = [];
    const [a, b, c] = [job(log, 'a'), job(log, 'b'), job(log, 'c')];
    const first = queue.run(null, never, a.run);
    const stop = new AbortController();
    const second = queue.run(null, stop.signal, b.run);
    const third = queue.run(null, never, c.run);
    stop.abort();
    expect(await second).toBe('b stopped');
    await settle();
    expect(log).toEqual(['a']);
    a.finish();
    expect(await first).toBe('a done');
    await settle();
    c.finish();
    expect(await third).toBe('c done');
  });

  it('lets the latest of a key win, over a running one and over waiting ones', async () => {
    const queue = new RequestQueue(10);
    const log: string[] = [];
    const jobs = ['1', '2', '3'].map(name => job(log, name));
    const first = queue.run('doc', never, jobs[0]!.run);
    await settle();
    const other = job(log, 'other');
    const unrelated = queue.run('other doc', never, other.run);
    const second = queue.run('doc', never, jobs[1]!.run);
    const third = queue.run('doc', never, jobs[2]!.run);
    expect(await first).toBe('1 stopped: a newer request took its place');
    expect(await second).toBe('2 stopped');
    await settle();
    other.finish();
    expect(await unrelated).toBe('other done');
    await settle();
    jobs[2]!.finish();
    expect(await third).toBe('3 done');
    expect(log).toEqual(['1', 'other', '3']);
  });

  it('answers a job that is cancelled while it waits at once', async () => {
    const queue = new RequestQueue(10);
    const controller = new AbortController();
    const running = job([], 'running');
    const answer = queue.run(null, never, running.run);
    const waiting = queue.run(null, controller.signal, job([], 'waiting').run);
    controller.abort();
    expect(await waiting).toBe('waiting stopped');
    running.finish();
    expect(await answer).toBe('running done');
  });

  it('stops what finds it full', async () => {
    const queue = new RequestQueue(1);
    const running = job([], 'running');
    void queue.run(null, never, running.run);
    await settle();
    void queue.run(null, never, job([], 'waiting').run);
    const reason = await queue.run(null, never, signal => Promise.resolve<unknown>(signal.reason));
    expect(reason).toBeInstanceOf(StoppedByQueue);
  });

  it('goes on after a job that fails, also one that throws at once', async () => {
    const queue = new RequestQueue(10);
    await expect(
      queue.run(null, never, () => {
        throw new Error('at once');
      }),
    ).rejects.toThrow('at once');
    await expect(queue.run(null, never, () => Promise.reject(new Error('later')))).rejects.toThrow('later');
    expect(await queue.run(null, never, () => Promise.resolve('fine'))).toBe('fine');
  });
});
