import { applyPatch } from 'diff';
import type { StructuredPatch } from 'diff';
import { toStructured } from './structuredPatch';
import type { FilePatch } from './patch';

const BOM = '\ufeff';

/**
 * The text of a file after a change. Contexts must match exactly; hunks may have moved.
 *
 * Line ends and byte order mark stay as the base has them: a patch that lost its carriage returns on the way, or
 * an editor's text that lost its mark, still fits.
 *
 * @param base the file before the change, '' for an added one
 * @returns null when a hunk finds no place, or the change is binary
 */
export function applyFilePatch(base: string, file: FilePatch): string | null {
  if (file.binary) return null;
  const patch = toStructured(file);
  const exact = attempt(base, patch, false) ?? attempt(base, patch, true);
  if (exact !== null) return exact;
  const bare = base.startsWith(BOM) ? base.slice(1) : base;
  const result = attempt(bare, withoutBom(patch), true);
  return result !== null && base !== bare ? BOM + result : result;
}

function attempt(base: string, patch: StructuredPatch, autoConvertLineEndings: boolean): string | null {
  const limit = countLines(base) + 1;
  const hunks = patch.hunks.map(hunk => ({
    ...hunk,
    // The package fills up to a start beyond the end of the file line by line, however far that is.
    oldStart: Math.min(Math.max(hunk.oldStart, 1), limit),
  }));
  let result: string | false;
  try {
    result = applyPatch(base, { ...patch, hunks }, { autoConvertLineEndings });
  } catch {
    return null;
  }
  if (result === false) return null;
  const grown = patch.hunks.reduce((sum, hunk) => sum + hunk.newLines - hunk.oldLines, 0);
  // Hunks that overlap or point past the end are placed somewhere by the package; then the count of lines is off.
  return countLines(result) === countLines(base) + grown ? result : null;
}

function withoutBom(patch: StructuredPatch): StructuredPatch {
  const hunks = patch.hunks.map(hunk =>
    hunk.oldStart > 1
      ? hunk
      : {
          ...hunk,
          lines: hunk.lines.map(line => (line.charAt(1) === BOM ? line.charAt(0) + line.slice(2) : line)),
        },
  );
  return { ...patch, hunks };
}

/** Number of lines, where one without an end at the end of the text counts too. */
function countLines(text: string): number {
  let count = text === '' || text.endsWith('\n') ? 0 : 1;
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) count++;
  return count;
}
