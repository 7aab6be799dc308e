import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { eachAtOnce } from '../../../src/worker/eachAtOnce';

describe('jobs side by side', () => {
  it('are begun in order, each once, and never more at once than allowed', async () => {
    const begun: number[] = [];
    let underWay = 0;
    let most = 0;
    await eachAtOnce([5, 1, 3, 1, 2], 2, async (ms, index) => {
      begun.push(index);
      most = Math.max(most, ++underWay);
      await wait(ms);
      underWay--;
    });
    expect(begun).toEqual([0, 1, 2, 3, 4]);
    expect(most).toBe(2);
  });

  it('begin no other after one has failed, and none is left under way', async () => {
    const ended: number[] = [];
    const done = eachAtOnce([0, 1, 2, 3], 2, async index => {
      if (index === 0) throw new Error('broken');
      await wait(5);
      ended.push(index);
    });
    await expect(done).rejects.toThrow('broken');
    expect(ended).toEqual([1]);
  });

  it('of no items end at once', async () => {
    await expect(eachAtOnce([], 3, () => Promise.reject(new Error('called')))).resolves.toBeUndefined();
  });
});
