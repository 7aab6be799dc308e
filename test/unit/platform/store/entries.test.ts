import { expect, it } from 'vitest';
import { readEntries, rootEntry, stepEntry } from '../../../../src/platform/store/entries';
import { ROOT, step } from './steps';

it('a step without a number comes behind the others, in the place of none', () => {
  const { step: unnumbered } = stepEntry(step(9));
  const entries = [
    rootEntry(ROOT),
    stepEntry(step(1)),
    { kind: 'step', step: { ...unnumbered, step_id: undefined } },
  ];
  const lines = entries.map(entry => ({ json: JSON.stringify(entry), checksum: '' }));
  const read = readEntries({ lines, rest: 'none' });
  expect(read?.trajectory.steps.map(({ message }) => message)).toEqual(['step 1', 'step 9']);
});
