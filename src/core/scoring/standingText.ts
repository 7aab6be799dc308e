import type { ScoredVerdict } from './verdict';
import { percent, scoreText } from './wording';

/**
 * "50 %, uncertain (46–55 %); average patch: 39 %": the word tells the odds, the average whether they are better than usual. It is
 * the share of the patches behind the calibration that resolved their task, which is also their mean score.
 */
export function standingText(verdict: Pick<ScoredVerdict, 'score' | 'interval' | 'producedBy'>): string {
  return `${scoreText(verdict)}; average patch: ${percent(verdict.producedBy.resolvedShare)}`;
}
