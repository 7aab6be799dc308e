import type { OutcomeScore } from './outcome';
import type { ScoredVerdict } from './verdict';

/** What is kept of a score: what the model said by its own calibration, whatever a local map made of it. */
export function outcomeScore({ score, regime, producedBy }: ScoredVerdict): OutcomeScore {
  const { model, version, local } = producedBy;
  return { score: local?.modelScore ?? score, regime, model, version };
}
