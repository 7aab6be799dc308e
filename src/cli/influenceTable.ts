import { placeReference } from '../core/review/hunkPlace';
import { influenceText, orderText } from '../core/review/placeWords';
import type { WhereToLook } from '../core/review/whereToLook';
import { linesText } from '../core/scoring/wording';
import { countText } from '../core/text/countText';
import { plain } from './plain';
import { table } from './table';

/** A table for people: what comes after the first twenty moves the score by next to nothing. */
export const SHOWN_ROWS = 20;

/**
 * What each hunk adds to the score, in the order of where to look first, as paragraphs.
 *
 * @param all how to have those that are not listed; null where there is no way
 */
export function hunksToLookAt(places: WhereToLook, all: string | null): readonly string[] {
  const rows = places.hunks
    .slice(0, SHOWN_ROWS)
    .map(hunk => [placeReference(hunk), linesText(hunk), influenceText(hunk.delta, places)] as const);
  const hidden = places.hunks.length - rows.length;
  const more = `${countText(hidden, 'more hunk')} with less added code${all === null ? '' : `; ${all}`}.`;
  return [orderText(places), influenceTable('Where to look first', rows), ...(hidden > 0 ? [more] : [])];
}

/**
 * Figures before names: in a narrow terminal only a long name goes on in the next line.
 *
 * @param rows what it is, its size, its influence
 */
export function influenceTable(
  title: string,
  rows: readonly (readonly [place: string, lines: string, influence: string])[],
): string {
  return table(
    [
      { title: 'influence', align: 'right' },
      { title: 'lines', align: 'right' },
      { title, align: 'left' },
    ],
    rows.map(([place, lines, influence]) => [influence, lines, plain(place)]),
  );
}
