import type { Disposable } from 'vscode';
import type { WorkView } from '../core/protocol/panel';

/** Says how far work is: a few words, and how many of its parts are done, where they are counted. */
export type WorkReport = (label: string, done?: number, total?: number) => void;

/**
 * Work of which only the latest counts: what is begun ends what ran. Of work that was ended nothing is heard any more: it
 * is told by its signal, what it reports is not shown, and an error of it goes no further.
 */
export class LatestWork implements Disposable {
  private running: AbortController | null = null;
  private reached: WorkView | null = null;
  private disposed = false;

  /** @param changed told when the progress is another */
  constructor(private readonly changed: () => void = () => undefined) {}

  get runs(): boolean {
    return this.running !== null;
  }

  /** How far it is; null when nothing runs, or it has not said so. */
  get progress(): WorkView | null {
    return this.reached;
  }

  /**
   * Begins work; what was begun once this is disposed does not run.
   *
   * @returns what it answers; null when it was ended before
   * @throws what it throws, unless it was ended before
   */
  async start<T>(work: (signal: AbortSignal, report: WorkReport) => Promise<T>): Promise<T | null> {
    this.stop();
    if (this.disposed) return null;
    const controller = new AbortController();
    this.running = controller;
    const { signal } = controller;
    try {
      const answer = await work(signal, (label, done = 0, total = 0) => {
        if (!signal.aborted) this.reach({ label, done, total });
      });
      return signal.aborted ? null : answer;
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    } finally {
      if (!signal.aborted) this.leave();
    }
  }

  /** Ends what runs. */
  stop(): void {
    this.running?.abort();
    this.leave();
  }

  dispose(): void {
    this.disposed = true;
    this.stop();
  }

  private leave(): void {
    this.running = null;
    if (this.reached !== null) this.reach(null);
  }

  private reach(reached: WorkView | null): void {
    this.reached = reached;
    this.changed();
  }
}
