import { createHash } from 'node:crypto';
import { byCodeUnit } from '../../core/text/byCodeUnit';

/** Items in an order that a hash of their ids decides: the same each time, and one that favours none. */
export function shuffled<T>(items: readonly T[], idOf: (item: T) => string): readonly T[] {
  return items
    .map(item => ({ item, lot: createHash('sha256').update(idOf(item)).digest('hex') }))
    .sort((a, b) => byCodeUnit(a.lot, b.lot))
    .map(({ item }) => item);
}
