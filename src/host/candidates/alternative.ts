import type { NewCandidate } from '../../core/candidates/candidate';

/** One alternative in the side panel. */
export interface Alternative extends NewCandidate {
  /** Unique in the window; assigned here, so that nothing outside can choose it. */
  readonly id: string;
}
