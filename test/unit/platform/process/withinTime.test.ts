import { describe, expect, it, vi } from 'vitest';
import { RequestQueue } from '../../../../src/worker/requestQueue';
import { isTimeout, withinTime } from '../../../../src/platform/process/withinTime';
import { collectGarbage } from '../../collectGarbage';

const never = new AbortController().signal;

describe('work within a time', () => {
  it('is stopped when that is over, whatever was collected as garbage meanwhile', async () => {
    const queue = new RequestQueue(1);
    const reason = withinTime(never, 100, signal =>
      queue.run(null, signal, async stopping => {
        await collectGarbage();
        await expect.poll(() => stopping.aborted, { timeout: 5_000 }).toBe(true);
        return stopping.reason as unknown;
      }),
    );
    expect(isTimeout(await reason)).toBe(true);
  });

  it('is stopped before, when it is cancelled', async () => {
    const controller = new AbortController();
    const cancelled = withinTime(controller.signal, 60_000, signal => {
      controller.abort();
      return Promise.resolve(signal);
    });
    const { aborted, reason } = await cancelled;
    expect([aborted, isTimeout(reason)]).toEqual([true, false]);
  });

  it('leaves no timer behind', async () => {
    vi.useFakeTimers();
    try {
      await expect(withinTime(never, 60_000, () => Promise.reject(new Error('broken')))).rejects.toThrow(
        'broken',
      );
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
