/**
 * Does a job for each item, in their order, with at most `limit` under way at once.
 *
 * @throws what the first job that failed threw, once none is under way any more; after a failure no other is begun
 */
export async function eachAtOnce<T>(
  items: readonly T[],
  limit: number,
  job: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const rest = items.entries();
  const failures: unknown[] = [];
  const turn = async (): Promise<void> => {
    // The turns draw from one iterator.
    for (const [index, item] of rest) {
      try {
        await job(item, index);
      } catch (error) {
        failures.push(error);
      }
      if (failures.length > 0) return;
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, limit) }, turn));
  if (failures.length > 0) throw failures[0];
}
