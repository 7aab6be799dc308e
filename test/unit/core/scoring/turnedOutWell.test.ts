import { expect, it } from 'vitest';
import type { OutcomeEvent } from '../../../../src/core/scoring/outcome';
import { turnedOutWell } from '../../../../src/core/scoring/turnedOutWell';

it.each<[OutcomeEvent, boolean | null]>([
  [{ kind: 'kept' }, true],
  [{ kind: 'reverted' }, false],
  [{ kind: 'quicklyFixed' }, false],
  [{ kind: 'tested', passed: true }, true],
  [{ kind: 'tested', passed: false }, false],
  // What somebody preferred is not what is right.
  [{ kind: 'choice', rank: 1, of: 3, blind: true }, null],
])('of a change, %j says that it turned out well: %s', (event, well) => {
  expect(turnedOutWell(event)).toBe(well);
});
