import { influenceText } from './placeWords';
import type { FilePlace, WhereToLook } from './whereToLook';

/** What a file contributes, as of a hunk; "not read" of tests, documents and the like, "all of it" of the only one that is read. */
export function fileInfluenceText(
  { read, delta }: FilePlace,
  places: Pick<WhereToLook, 'influence' | 'files'>,
): string {
  if (!read) return 'not read';
  const lone = places.files.filter(file => file.read).length === 1;
  return delta === null && lone && places.influence === 'measured'
    ? 'all of it'
    : influenceText(delta, places);
}
