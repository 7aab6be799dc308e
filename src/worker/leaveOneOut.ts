import { changesCode } from '../core/patch/changesCode';
import { changedLines, pathOf, type Patch } from '../core/patch/patch';
import { withoutHunk } from '../core/patch/withoutHunk';
import type { InfluenceRequest } from '../core/protocol/scorer';

/** More parts than these are not measured one by one, the largest first: each costs about a score of its own. */
const limits: Readonly<Record<InfluenceRequest, { readonly hunks: number; readonly files: number }>> = {
  none: { hunks: 0, files: 0 },
  // Asked for after every edit.
  hunks: { hunks: 16, files: 0 },
  // Asked for by a person who reviews.
  hunksAndFiles: { hunks: 64, files: 32 },
};

/** The patch without one part. */
export interface Variant {
  /** The hunk left out, by its index within its file; null when more than one is. */
  readonly hunk: { readonly path: string; readonly hunk: number } | null;
  /** The file left out as a whole; null when some of it is left. */
  readonly file: string | null;
  readonly patch: Patch;
}

interface Place {
  readonly path: string;
  readonly hunk: number;
  readonly size: number;
}

/**
 * The patch without each of its hunks and, if asked for, without each of its files, the largest first. A file of one
 * hunk is left out once for both. Hunks that the model does not read move nothing and stay. Empty for a patch of which it
 * reads one: nothing would be left to score.
 */
export function variantsLeavingOut(patch: Patch, request: InfluenceRequest): readonly Variant[] {
  const read = patch.files.flatMap(file =>
    file.hunks.flatMap((hunk, i): readonly Place[] =>
      changesCode(file, hunk) ? [{ path: pathOf(file), hunk: i, size: changedLines(hunk).length }] : [],
    ),
  );
  const telling = read.sort((a, b) => b.size - a.size);
  const hunks = telling.length < 2 ? [] : telling.slice(0, limits[request].hunks).map(withoutOneHunk);
  const known = new Set(hunks.flatMap(({ file }) => file ?? []));
  const files = fileSizes(telling)
    .slice(0, limits[request].files)
    .filter(path => !known.has(path))
    .map((path): Variant => ({
      hunk: null,
      file: path,
      patch: { ...patch, files: patch.files.filter(file => pathOf(file) !== path) },
    }));
  return [...hunks, ...files];

  function withoutOneHunk({ path, hunk }: Place): Variant {
    const rest = withoutHunk(patch, path, hunk);
    const gone = patch.files.length > 1 && !rest.files.some(file => pathOf(file) === path);
    return { hunk: { path, hunk }, file: gone ? path : null, patch: rest };
  }
}

/** Paths of the files that can be left out and leave something, the most changed first. */
function fileSizes(places: readonly Place[]): readonly string[] {
  const sizes = new Map<string, number>();
  for (const { path, size } of places) sizes.set(path, (sizes.get(path) ?? 0) + size);
  if (sizes.size < 2) return [];
  return [...sizes].sort(([, a], [, b]) => b - a).map(([path]) => path);
}
