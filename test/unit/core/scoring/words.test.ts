import { describe, expect, it } from 'vitest';
import { confidenceWord } from '../../../../src/core/scoring/confidenceWord';
import { notScored } from '../../../../src/core/scoring/notScored';
import type { NotScoredReason } from '../../../../src/core/scoring/verdict';

describe('confidenceWord', () => {
  it.each([
    [0, 'unlikely'],
    [0.35, 'unlikely'],
    // Shown as 35 % and 36 %, 64 % and 65 %.
    [0.3549, 'unlikely'],
    [0.355, 'uncertain'],
    [0.6449, 'uncertain'],
    [0.645, 'likely'],
    [0.65, 'likely'],
    [1, 'likely'],
  ])('calls %d %s', (score, word) => expect(confidenceWord(score)).toBe(word));
});

describe('notScored', () => {
  const reasons: readonly NotScoredReason[] = [
    'noTask',
    'emptyPatch',
    'notADiff',
    'binaryOnly',
    'commentsOnly',
    'conflictMarkers',
    'tooLarge',
    'unsafePath',
    'combinedDiff',
    'doesNotApply',
    'cancelled',
    'timeout',
    'modelUnusable',
    'engineFailed',
  ];

  it.each(reasons)('says in one sentence what happened and what to do next: %s', reason => {
    const { message } = notScored(reason);
    expect(message).toMatch(/^[A-Z][^.;]+; [a-z][^.;]+\.$/);
  });

  it('has a sentence of its own for each reason', () => {
    expect(new Set(reasons.map(reason => notScored(reason).message)).size).toBe(reasons.length);
  });

  it('puts a detail in parentheses, on one line and cut to length', () => {
    expect(notScored('modelUnusable', 'no manifest.json\nin  the folder.').message).toBe(
      'The model cannot be used (no manifest.json in the folder); check the model folder.',
    );
    expect(notScored('engineFailed', 'x'.repeat(10_000)).message.length).toBeLessThan(300);
    expect(notScored('timeout', ' ').message).toBe(notScored('timeout').message);
  });
});
