/** What is kept; the oldest go first. */
export interface Retention {
  readonly maxAgeDays: number;
  readonly maxBytes: number;
  readonly maxCount: number;
}

export interface Aged {
  readonly id: string;
  /** When it was last written, milliseconds since 1970. */
  readonly modified: number;
  readonly bytes: number;
}

const DAY = 24 * 60 * 60 * 1_000;

/** Which ones must go so that the newest fit all three limits. */
export function outdated(items: readonly Aged[], limits: Retention, now: number): readonly Aged[] {
  const newestFirst = [...items].sort((a, b) => b.modified - a.modified);
  let bytes = 0;
  return newestFirst.filter((item, index) => {
    bytes += item.bytes;
    return (
      index >= limits.maxCount || bytes > limits.maxBytes || now - item.modified > limits.maxAgeDays * DAY
    );
  });
}
