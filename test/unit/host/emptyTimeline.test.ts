import { describe, expect, it } from 'vitest';
import { emptyTimeline, nothingStored } from '../../../src/host/trajectories/emptyTimeline';

const OFF = { kind: 'off', reason: 'the setting sweRm.capture.enabled is off' } as const;

describe('where there is no trajectory', () => {
  it('an edit is promised to begin one only where it would be recorded', () => {
    expect(nothingStored({ kind: 'waiting' })).toContain('The first edit starts one');
    expect(nothingStored(OFF)).toMatch(/sweRm\.capture\.enabled is off\. You can import one\.$/);
  });

  it('the timeline says why nothing is recorded', () => {
    expect(emptyTimeline(OFF, true)).toMatchObject({
      sentence: 'Nothing is recorded: the setting sweRm.capture.enabled is off.',
    });
    expect(emptyTimeline(OFF, false)).toMatchObject({ sentence: 'Nothing is recorded in Restricted Mode.' });
  });
});
