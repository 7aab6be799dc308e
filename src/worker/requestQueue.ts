/** Why the queue stopped a job: the reason of the signal that the job gets. */
export class StoppedByQueue extends Error {
  override readonly name = 'StoppedByQueue';
}

interface Entry {
  readonly supersedes: string | null;
  readonly controller: AbortController;
  readonly start: () => void;
}

/**
 * One job at a time, in the order they came. A newer job with the same key stops the older one (latest wins), and a
 * job that finds the queue full is stopped before it starts.
 *
 * A stopped job is run nonetheless, with an aborted signal: it answers in its own words, and at once, since it
 * may only start its work on a signal that is not aborted.
 */
export class RequestQueue {
  private readonly waiting: Entry[] = [];
  private running: Entry | null = null;

  constructor(private readonly limit: number) {}

  /** @param supersedes key of the job; null: it stops no other and no other stops it */
  run<T>(
    supersedes: string | null,
    signal: AbortSignal,
    job: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (supersedes !== null) this.stopOlder(supersedes);
    return new Promise<T>((resolve, reject) => {
      const controller = new AbortController();
      const combined = AbortSignal.any([signal, controller.signal]);
      let started = false;
      const start = () => {
        if (started) return;
        started = true;
        combined.removeEventListener('abort', leave);
        void Promise.resolve(combined)
          .then(job)
          .then(resolve, reject)
          .finally(() => this.finished(entry));
      };
      // Aborted while waiting: answer now, out of turn. An aborted job does no work, so "one at a time" holds.
      const leave = () => {
        const place = this.waiting.indexOf(entry);
        if (place >= 0) this.waiting.splice(place, 1);
        start();
      };
      const entry: Entry = { supersedes, controller, start };
      if (this.waiting.length >= this.limit)
        controller.abort(new StoppedByQueue('too many requests were waiting'));
      if (combined.aborted) {
        start();
        return;
      }
      combined.addEventListener('abort', leave, { once: true });
      this.waiting.push(entry);
      this.next();
    });
  }

  private stopOlder(key: string): void {
    for (const entry of [...this.waiting, this.running])
      if (entry?.supersedes === key)
        entry.controller.abort(new StoppedByQueue('a newer request took its place'));
  }

  private next(): void {
    if (this.running) return;
    const entry = this.waiting.shift();
    if (!entry) return;
    this.running = entry;
    entry.start();
  }

  private finished(entry: Entry): void {
    if (this.running !== entry) return;
    this.running = null;
    this.next();
  }
}
