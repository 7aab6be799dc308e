import { pathOf, type Patch } from '../core/patch/patch';
import { withoutHunk } from '../core/patch/withoutHunk';
import type { InfluenceRequest } from '../core/protocol/scorer';
import type { HunkPlace } from '../core/review/hunkPlace';
import { whereToLook, type WhereToLook } from '../core/review/whereToLook';

/** More parts than these are not measured one by one, those to look at first before others: each costs about a score of its own. */
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

/**
 * The patch without each of its hunks and, if asked for, without each of its files, those to look at first before others. A file of one
 * hunk is left out once for both. Hunks that the model does not read move nothing and stay. Empty for a patch of which it
 * reads one: nothing would be left to score.
 */
export function variantsLeavingOut(
  patch: Patch,
  request: InfluenceRequest,
  mostParts = Infinity,
): readonly Variant[] {
  const telling = whereToLook(patch.files, { hunks: [], files: [] });
  const most = limits[request];
  const hunks =
    telling.hunks.length < 2
      ? []
      : telling.hunks.slice(0, Math.min(most.hunks, mostParts)).map(withoutOneHunk);
  const known = new Set(hunks.flatMap(({ file }) => file ?? []));
  const files = pathsToLeaveOut(telling)
    .slice(0, Math.min(most.files, mostParts))
    .filter(path => !known.has(path))
    .map((path): Variant => ({
      hunk: null,
      file: path,
      patch: { ...patch, files: patch.files.filter(file => pathOf(file) !== path) },
    }));
  return [...hunks, ...files];

  function withoutOneHunk({ path, hunk }: HunkPlace): Variant {
    const rest = withoutHunk(patch, path, hunk);
    const gone = patch.files.length > 1 && !rest.files.some(file => pathOf(file) === path);
    return { hunk: { path, hunk }, file: gone ? path : null, patch: rest };
  }
}

/** Paths of the files that can be left out and leave something. */
function pathsToLeaveOut({ files }: WhereToLook): readonly string[] {
  const paths = [...new Set(files.flatMap(({ path, read }) => (read ? [path] : [])))];
  return paths.length < 2 ? [] : paths;
}
