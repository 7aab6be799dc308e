import type { HunkPlace } from '../../core/review/hunkPlace';
import type { ReadChange } from '../../platform/change/readChange';
import type { Problem } from '../problem';

/** Everything changed since the base: saved, unsaved and untracked. */
export interface CapturedChange extends ReadChange {
  readonly kind: 'change';
  /** Folder of the repository; paths of files are relative to it. */
  readonly root: string;
  /** Full commit id. */
  readonly base: string;
  /** What the base was called: `HEAD`, a branch. */
  readonly baseName: string;
  /** The hunks that the model reads. */
  readonly places: readonly HunkPlace[];
}

/** What a look at the working tree found. */
export type Capture =
  | CapturedChange
  /** Nothing of this repository has changed: what is said instead of a score. */
  | { readonly kind: 'unchanged'; readonly problem: Problem }
  | { readonly kind: 'problem'; readonly problem: Problem };
