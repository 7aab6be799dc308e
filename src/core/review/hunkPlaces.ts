import { changesCode } from '../patch/changesCode';
import { lineCounts, pathOf, type FilePatch, type Hunk } from '../patch/patch';
import type { HunkInfluence } from '../scoring/verdict';
import { addedCode } from './addedCode';

/** Where a hunk of a change is to be seen, and what it contributes. */
export interface HunkPlace {
  readonly id: string;
  readonly path: string;
  /** Index of the hunk within its file. */
  readonly hunk: number;
  /** 0-based first changed line in the new text; of a pure deletion the line that follows it. */
  readonly line: number;
  /** False when the file is gone: there is no place to show. */
  readonly exists: boolean;
  /** Lines it adds and removes. */
  readonly added: number;
  readonly removed: number;
  /** Code that it adds, in tokens (`addedCode`). */
  readonly code: number;
  /** Score of the whole change less the score without this hunk; null: not known. */
  readonly delta: number | null;
}

/**
 * "src/cart.ts, line 12"
 *
 * @param name what the file is called
 */
export function placeText({ line, exists }: Pick<HunkPlace, 'line' | 'exists'>, name: string): string {
  return exists ? `${name}, line ${line + 1}` : `${name}, deleted`;
}

/** "src/cart.ts:12", as compilers write it. */
export function placeReference({ path, line, exists }: Pick<HunkPlace, 'path' | 'line' | 'exists'>): string {
  return exists ? `${path}:${line + 1}` : `${path} (deleted)`;
}

/** The hunks that the model reads, in the order of the patch. */
export function hunkPlaces(
  files: readonly FilePatch[],
  influences: readonly HunkInfluence[],
): readonly HunkPlace[] {
  return files.flatMap((file, fileIndex) =>
    file.hunks.flatMap((hunk, index): readonly HunkPlace[] => {
      if (!changesCode(file, hunk)) return [];
      const path = pathOf(file);
      const influence = influences.find(item => item.path === path && item.hunk === index);
      const place = {
        id: `${fileIndex}.${index}`,
        path,
        hunk: index,
        line: firstChangedLine(hunk),
        exists: file.newPath !== null,
        ...lineCounts([hunk]),
        code: addedCode(path, hunk),
        delta: influence?.delta ?? null,
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
