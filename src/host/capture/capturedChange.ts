import type { FilePatch } from '../../core/patch/patch';
import type { Problem } from '../problem';

/** Everything changed since the base: saved, unsaved and untracked. */
export interface CapturedChange {
  readonly kind: 'change';
  /** Folder of the repository; paths of files are relative to it. */
  readonly root: string;
  /** Full commit id. */
  readonly base: string;
  /** What the base was called: `HEAD`, a branch. */
  readonly baseName: string;
  readonly files: readonly FilePatch[];
  /** The same files as a unified diff. */
  readonly patch: string;
  /** Content of the changed files at the base, by path; without those that are too large or not text. */
  readonly baseFiles: Readonly<Record<string, string>>;
  /** Sentences about what was left out. */
  readonly problems: readonly string[];
}

/** What a look at the working tree found. */
export type Capture =
  | CapturedChange
  /** Nothing of this repository has changed: what is said instead of a score. */
  | { readonly kind: 'unchanged'; readonly problem: Problem }
  | { readonly kind: 'problem'; readonly problem: Problem };
