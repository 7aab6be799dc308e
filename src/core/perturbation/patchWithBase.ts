import type { Patch } from '../patch/patch';

/** A patch and the files it changes, before it. */
export interface PatchWithBase {
  readonly patch: Patch;
  /** Content at the base by path; a file may be missing. */
  readonly baseFiles: Readonly<Record<string, string>>;
}
