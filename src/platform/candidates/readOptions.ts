/** What every source of candidates is given: a way to be stopped and a way to say how far it is. */
export interface ReadOptions {
  /** When it is aborted, a source gives what it has read so far, or rejects with its reason. */
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
  /** Files that are about a change rather than part of it: the task file. Relative to the repository. */
  readonly exclude?: ReadonlySet<string>;
}
