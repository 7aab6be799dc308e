/**
 * Works through items, at most `lanes` at a time, each in its turn as soon as a lane is free.
 *
 * @throws what the first failing item throws, once every lane has stopped; no item is begun after a failure
 */
export async function inLanes<T>(
  lanes: number,
  items: Iterable<T>,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const queue = [...items].entries();
  let failed = false;
  const lane = async () => {
    for (const [index, item] of queue) {
      if (failed) return;
      try {
        await work(item, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
}
