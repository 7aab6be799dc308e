import { influenceText } from '../../core/review/placeWords';
import type { WhereToLook } from '../../core/review/whereToLook';
import type { Level, ScoreView } from '../../core/protocol/panel';
import { confidenceWord, type ConfidenceWord } from '../../core/scoring/confidenceWord';
import type { ScoredVerdict } from '../../core/scoring/verdict';
import { calibrationText, intervalText, percent } from '../../core/scoring/wording';

const LEVELS: Readonly<Record<ConfidenceWord, Level>> = {
  likely: 'high',
  uncertain: 'middle',
  unlikely: 'low',
};

/** Which of three icons stands beside the number. */
export function levelOf(score: number): Level {
  return LEVELS[confidenceWord(score)];
}

export function scoreView(verdict: ScoredVerdict): ScoreView {
  const { score, interval } = verdict;
  return {
    score,
    low: interval.low,
    high: interval.high,
    percent: percent(score),
    interval: intervalText(interval),
    word: confidenceWord(score),
    level: levelOf(score),
    calibration: calibrationText(verdict.producedBy),
  };
}

/** What a part contributes, beside its bar; '' where it was not measured. Without its only hunk nothing would be left to score. */
export function influenceShown(delta: number | null, basis: WhereToLook['basis']): string {
  return delta === null && basis !== 'oneHunk' ? '' : influenceText(delta, { basis });
}
