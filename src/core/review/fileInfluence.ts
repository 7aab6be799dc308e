import { influenceText } from './placeWords';
import type { FilePlace, WhereToLook } from './whereToLook';

/** What a file contributes, as of a hunk; "not read" of tests, documents and the like. */
export function fileInfluenceText(
  { read, delta }: FilePlace,
  places: Pick<WhereToLook, 'influence'>,
): string {
  return read ? influenceText(delta, places) : 'not read';
}
