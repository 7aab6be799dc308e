/** What every source of candidates is given: a way to be stopped and a way to say how far it is. */
export interface ReadOptions {
  /** When it is aborted, a source gives what it has read so far or nothing. */
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}
