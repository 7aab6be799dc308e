import { notScored } from '../../core/scoring/notScored';
import type { NotScoredVerdict } from '../../core/scoring/verdict';
import { GitFailure } from '../git/gitFailure';

/**
 * The verdict on one of several candidates when git failed at reading it: that takes nothing from the others.
 *
 * @throws what is no failure of git
 */
export function unreadCandidate(error: unknown): NotScoredVerdict {
  if (!GitFailure.is(error)) throw error;
  return notScored('unreadable', error.message);
}
