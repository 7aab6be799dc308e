import type { ScoreView } from '../../core/protocol/panel';
import { confidenceWord } from '../../core/scoring/confidenceWord';
import type { ScoredVerdict } from '../../core/scoring/verdict';
import {
  calibrationText,
  intervalText,
  otherTaskText,
  percent,
  unreadText,
} from '../../core/scoring/wording';
import { levelOf } from '../scoring/level';

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
    otherTask: otherTaskText(verdict),
    unread: unreadText(verdict.dropped, null),
    calibration: calibrationText(verdict.producedBy),
  };
}
