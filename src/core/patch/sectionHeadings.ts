/** As git cuts a heading, in bytes. */
const MAX_BYTES = 80;

/** What git takes for the beginning of a section where no driver is configured for the file. */
const BEGINS_SECTION = /^[A-Za-z_$]/;

const encoder = new TextEncoder();

/**
 * The headings that git prints behind the `@@` of hunks: the nearest line above a hunk that begins with a letter, `_` or `$`;
 * '' where there is none.
 *
 * @param oldText the file before the change
 * @param oldStarts 1-based first lines of the hunks before the change, context included, in ascending order
 */
export function sectionHeadings(oldText: string, oldStarts: readonly number[]): readonly string[] {
  const lines = oldStarts.some(start => start > 1) ? oldText.split('\n') : [];
  let heading = '';
  let read = 0;
  return oldStarts.map(start => {
    for (let i = start - 2; i >= read; i--) {
      const line = lines[i] ?? '';
      if (!BEGINS_SECTION.test(line)) continue;
      heading = cut(line);
      break;
    }
    read = Math.max(read, start - 1);
    return heading;
  });
}

function cut(line: string): string {
  const bytes = encoder.encode(line.slice(0, MAX_BYTES)).subarray(0, MAX_BYTES);
  // As part of a stream: a character that was cut in two is held back.
  return new TextDecoder().decode(bytes, { stream: true }).replace(/[ \t\r]+$/, '');
}
