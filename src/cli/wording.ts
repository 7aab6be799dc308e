import { confidenceWord } from '../core/scoring/confidenceWord';
import type { Interval, Provenance, ScoredVerdict } from '../core/scoring/verdict';

/** Numbers in words, as the terminal shows them. */

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** "54–69 %" */
export function intervalText({ low, high }: Interval): string {
  return `${Math.round(low * 100)}–${percent(high)}`;
}

/** "62 % likely (54–69 %)" */
export function scoreText({ score, interval }: ScoredVerdict): string {
  const word = confidenceWord(score);
  // With a comma, or the number would seem to measure the unlikeliness.
  return `${percent(score)}${word === 'likely' ? ' ' : ', '}${word} (${intervalText(interval)})`;
}

/** What a score was calibrated on; no score is printed without it. */
export function calibrationText({
  model,
  version,
  regime,
  calibratedOn,
  calibrationError,
}: Provenance): string {
  const how = regime === 'set' ? 'compared with other candidates' : 'scored by themselves';
  return `${model} ${version}, calibrated on ${calibratedOn.toLocaleString('en')} held-out patches ${how} (ECE ${calibrationError.toFixed(3)}).`;
}

/** "+12 points" */
export function points(delta: number): string {
  const rounded = Math.round(delta * 100);
  if (rounded === 0) return 'under 1 point';
  return `${rounded > 0 ? '+' : '−'}${Math.abs(rounded)} ${Math.abs(rounded) === 1 ? 'point' : 'points'}`;
}

/** Whole numbers as they are, shares with two digits. */
export function valueText(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en') : value.toFixed(2);
}

/**
 * Text from a file made safe for a terminal: escape sequences in a name or a message could rewrite what
 * stands on the screen.
 */
export function plain(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, '�');
}
