/**
 * Does work with a signal that is aborted when another one is, and by a `TimeoutError` when the time is over.
 *
 * Not by `AbortSignal.timeout`: one that is only joined to others by `AbortSignal.any` is collected as garbage in Node 20, and
 * the time is never over.
 */
export async function withinTime<T>(
  signal: AbortSignal,
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(
    () => late.abort(new DOMException('The time is over.', 'TimeoutError')),
    milliseconds,
  );
  try {
    return await work(AbortSignal.any([signal, late.signal]));
  } finally {
    clearTimeout(timer);
  }
}

/** Whether a signal was aborted because the time was over. */
export function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError';
}
