export interface RestartLimits {
  /** Wait before the first restart; doubles with each crash that follows without an answer in between. */
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** This many crashes within the window, and no further start is made. */
  readonly mostCrashes: number;
  readonly windowMs: number;
}

export const DEFAULT_RESTART_LIMITS: RestartLimits = {
  firstDelayMs: 100,
  longestDelayMs: 5_000,
  mostCrashes: 6,
  windowMs: 120_000,
};

/** Decides when a process that crashed may start again. Times are milliseconds of one monotonic clock. */
export class RestartPolicy {
  private crashes: number[] = [];
  private inARow = 0;

  constructor(private readonly limits: RestartLimits) {}

  crashed(now: number): void {
    this.inARow++;
    this.crashes = [...this.crashes, now].slice(-this.limits.mostCrashes);
  }

  /** The process answered: what it died of before is over. */
  answered(): void {
    this.inARow = 0;
  }

  /** Milliseconds to wait before the next start; null: it crashes again and again, leave it. */
  delay(now: number): number | null {
    const recent = this.crashes.filter(time => now - time < this.limits.windowMs);
    if (recent.length >= this.limits.mostCrashes) return null;
    if (this.inARow === 0) return 0;
    return Math.min(this.limits.longestDelayMs, this.limits.firstDelayMs * 2 ** (this.inARow - 1));
  }
}
