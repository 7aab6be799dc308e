import type { ReadCandidates } from '../../../core/candidates/candidate';
import type { ReadOptions } from '../../../platform/candidates/readOptions';
import type { Git } from '../../../platform/git/git';

/** What a source may use. */
interface SourceContext {
  readonly git: Git;
  /** Aborted when the folder is looked at no longer. */
  readonly left: AbortSignal;
  /**
   * The commit that a patch without one of its own is against.
   * @throws in one sentence when there is none
   */
  readonly base: () => Promise<string>;
}

/**
 * Where candidates come from. Choosing is asking a person; reading is the work, with progress and a way to stop it.
 * What a source throws is one sentence for people.
 */
export interface CandidateSource {
  /** Name of its own command, after `sweRm.`. */
  readonly command: string;
  /** As it stands in the list of sources. */
  readonly label: string;
  readonly detail: string;
  /** Name of a product icon. */
  readonly icon: string;
  /** What to read, as the person chose it; null when they went away. */
  choose(context: SourceContext): Promise<((options: ReadOptions) => Promise<ReadCandidates>) | null>;
}
