import { describe, expect, it } from 'vitest';
import { RestartPolicy } from '../../../../src/platform/process/restartPolicy';

const limits = { firstDelayMs: 100, longestDelayMs: 500, mostCrashes: 5, windowMs: 10_000 };

describe('after crashes', () => {
  it('waits twice as long each time, up to the longest delay', () => {
    const policy = new RestartPolicy(limits);
    const delays = [0, 1, 2, 3].map(time => {
      policy.crashed(time);
      return policy.delay(time);
    });
    expect(delays).toEqual([100, 200, 400, 500]);
  });

  it('does not wait after an answer', () => {
    const policy = new RestartPolicy(limits);
    policy.crashed(0);
    policy.answered();
    expect(policy.delay(1)).toBe(0);
    policy.crashed(2);
    expect(policy.delay(2)).toBe(100);
  });

  it('gives up after too many in the window, and not for those before it', () => {
    const policy = new RestartPolicy(limits);
    for (const time of [0, 6_000, 7_000, 8_000, 9_000]) policy.crashed(time);
    expect(policy.delay(9_000)).toBeNull();
    expect(policy.delay(10_001)).toBe(500);
    policy.crashed(10_002);
    expect(policy.delay(10_002)).toBeNull();
  });

  it('gives up even when it answers in between', () => {
    const policy = new RestartPolicy(limits);
    for (let time = 0; time < 5; time++) {
      policy.crashed(time);
      policy.answered();
    }
    expect(policy.delay(5)).toBeNull();
  });
});
