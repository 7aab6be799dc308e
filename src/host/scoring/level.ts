import type { Level } from '../../core/protocol/panel';
import { confidenceWord, type ConfidenceWord } from '../../core/scoring/confidenceWord';

const LEVELS: Readonly<Record<ConfidenceWord, Level>> = {
  likely: 'high',
  uncertain: 'middle',
  unlikely: 'low',
};

/** Which of three icons stands beside the number. */
export function levelOf(score: number): Level {
  return LEVELS[confidenceWord(score)];
}
