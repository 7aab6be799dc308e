export type ConfidenceWord = 'likely' | 'uncertain' | 'unlikely';

/** In percent. From here on nearly two of three such patches resolve their task, if the model is calibrated. */
export const LIKELY_FROM = 65;
/** In percent. Up to here about one of three does. */
export const UNLIKELY_TO = 35;

/**
 * The word beside a score: how likely the patch resolves its task. The bounds are a convention, the same for every
 * model, so that a word means the same odds everywhere. It is the word of the whole percent that stands beside it: a
 * reader who knows the bounds must not see "35 %" called by two words.
 *
 * @param score calibrated probability in [0, 1]
 */
export function confidenceWord(score: number): ConfidenceWord {
  const shown = Math.round(score * 100);
  if (shown >= LIKELY_FROM) return 'likely';
  return shown <= UNLIKELY_TO ? 'unlikely' : 'uncertain';
}
