import { changesCode } from '../patch/changesCode';
import { lineCounts, pathOf, type FilePatch, type Hunk } from '../patch/patch';
import { addedCode } from './addedCode';
import type { HunkPlace } from './hunkPlace';

/** The hunks that the model reads, in the order of the patch, while nothing is known of their influence. */
export function hunkPlaces(files: readonly FilePatch[]): readonly HunkPlace[] {
  return files.flatMap((file, fileIndex) =>
    file.hunks.flatMap((hunk, index): readonly HunkPlace[] => {
      if (!changesCode(file, hunk)) return [];
      const path = pathOf(file);
      const place = {
        id: `${fileIndex}.${index}`,
        path,
        hunk: index,
        line: firstChangedLine(hunk),
        exists: file.newPath !== null,
        ...lineCounts([hunk]),
        code: addedCode(path, hunk),
        delta: null,
      };
      return [place];
    }),
  );
}

function firstChangedLine(hunk: Hunk): number {
  // A hunk that leaves no lines says "+N,0": what followed the deletion is line N + 1.
  let line = hunk.newLines === 0 ? hunk.newStart : hunk.newStart - 1;
  for (const { kind } of hunk.lines) {
    if (kind !== 'context') break;
    line += 1;
  }
  return line;
}
