export type ConfidenceWord = 'likely' | 'uncertain' | 'unlikely';

/** From here on nearly two of three such patches resolve their task, if the model is calibrated. */
export const LIKELY_FROM = 0.65;
/** Up to here about one of three does. */
export const UNLIKELY_TO = 0.35;

/**
 * The word beside a score: how likely the patch resolves its task. The bounds are a convention, the same for every
 * model, so that a word means the same odds everywhere; the number stands beside it.
 *
 * @param score calibrated probability in [0, 1]
 */
export function confidenceWord(score: number): ConfidenceWord {
  if (score >= LIKELY_FROM) return 'likely';
  return score <= UNLIKELY_TO ? 'unlikely' : 'uncertain';
}
