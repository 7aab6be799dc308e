import { describe, expect, it } from 'vitest';
import { inLanes } from '../../../src/worker/lanes';

const turn = () => new Promise<void>(resolve => setImmediate(resolve));

describe('working in lanes', () => {
  it('does every item once, never more at a time than there are lanes', async () => {
    const done: number[] = [];
    let running = 0;
    let most = 0;
    await inLanes(3, [5, 4, 3, 2, 1, 0], async (item, index) => {
      most = Math.max(most, ++running);
      for (let i = 0; i < item; i++) await turn();
      running--;
      done.push(index);
    });
    expect(most).toBe(3);
    expect(done.sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('begins nothing after a failure, and waits for what has begun', async () => {
    const begun: number[] = [];
    let ended = 0;
    const work = inLanes(2, [0, 1, 2, 3], async item => {
      begun.push(item);
      await turn();
      if (item === 0) throw new Error('first');
      await turn();
      ended++;
    });
    await expect(work).rejects.toThrow('first');
    expect(begun).toEqual([0, 1]);
    expect(ended).toBe(1);
  });
});
