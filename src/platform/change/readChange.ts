import type { FilePatch } from '../../core/patch/patch';

/** A change with what a score of it is made from. */
export interface ReadChange {
  readonly files: readonly FilePatch[];
  /** The same files as a unified diff. */
  readonly patch: string;
  /** Content of the changed files at the base, by path; without those that are too large or not text. */
  readonly baseFiles: Readonly<Record<string, string>>;
  /** Sentences about what was left out. */
  readonly problems: readonly string[];
}
