import { beforeEach, describe, expect, it } from 'vitest';
import { LatestWork, type WorkReport } from '../../../src/host/latestWork';

interface Begun {
  readonly signal: AbortSignal;
  readonly report: WorkReport;
  readonly answer: (word: string) => void;
  readonly fail: (error: Error) => void;
}

describe('work of which only the latest counts', () => {
  let begun: Begun[];
  let shown: (string | null)[];
  let latest: LatestWork;
  beforeEach(() => {
    begun = [];
    shown = [];
    latest = new LatestWork(() => shown.push(latest.progress?.label ?? null));
  });

  const start = () =>
    latest.start(
      (signal, report) =>
        new Promise<string>((answer, fail) => void begun.push({ signal, report, answer, fail })),
    );

  it('says how far it is until it has answered', async () => {
    const answered = start();
    begun[0]?.report('Reading…');
    begun[0]?.report('Scoring…', 1, 3);
    expect([latest.runs, latest.progress]).toEqual([true, { label: 'Scoring…', done: 1, total: 3 }]);
    begun[0]?.answer('likely');
    expect(await answered).toBe('likely');
    expect([latest.runs, latest.progress]).toEqual([false, null]);
    expect(shown).toEqual(['Reading…', 'Scoring…', null]);
    expect(begun[0]?.signal.aborted).toBe(false);
  });

  it('is ended by what is begun after it, and not heard of any more', async () => {
    const [first, second] = [start(), start()];
    expect(begun.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    begun[1]?.report('The second…');
    begun[0]?.report('The first…');
    begun[0]?.answer('unlikely');
    expect(await first).toBeNull();
    expect([latest.runs, latest.progress?.label]).toEqual([true, 'The second…']);
    begun[1]?.answer('likely');
    expect(await second).toBe('likely');
  });

  it('tells its error to whoever began it, unless it was ended', async () => {
    const [first, second] = [start(), start()];
    begun[0]?.fail(new Error('of the first'));
    begun[1]?.report('The second…');
    begun[1]?.fail(new Error('of the second'));
    expect(await first).toBeNull();
    await expect(second).rejects.toThrow('of the second');
    expect([latest.runs, latest.progress]).toEqual([false, null]);
  });

  it('can be ended, and does not begin once it is disposed', async () => {
    const first = start();
    begun[0]?.report('Reading…');
    latest.stop();
    expect([latest.runs, latest.progress]).toEqual([false, null]);
    begun[0]?.answer('likely');
    expect(await first).toBeNull();
    const second = start();
    latest.dispose();
    expect(begun[1]?.signal.aborted).toBe(true);
    begun[1]?.answer('likely');
    expect([await second, await start()]).toEqual([null, null]);
    expect(begun).toHaveLength(2);
  });
});
