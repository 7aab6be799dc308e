import { changesCode } from '../core/patch/changesCode';
import { fileRole } from '../core/patch/fileRole';
import { pathOf, type FilePatch, type Patch } from '../core/patch/patch';
import { notScored } from '../core/scoring/notScored';
import type { NotScoredVerdict } from '../core/scoring/verdict';

/**
 * Why a patch that can be read is not worth a number, or null when it is: a merge in it is not finished, or it changes
 * nothing but tests, documentation, comments and blank lines, of which the model reads nothing.
 */
export function refuseUnready(patch: Patch): NotScoredVerdict | null {
  const torn = patch.files.find(holdsConflict);
  if (torn) return notScored('conflictMarkers', pathOf(torn));
  return patch.files.some(file => file.hunks.some(hunk => changesCode(file, hunk)))
    ? null
    : notScored('noCode');
}

/** The marks that git leaves around the sides of a conflict, in their order. */
const CONFLICT = [/^<{7} \S/, /^={7}$/, /^>{7} \S/] as const;

/** Whether the file was left with a conflict. A test or a document may well show one. */
function holdsConflict(file: FilePatch): boolean {
  const role = fileRole(pathOf(file));
  if (role === 'test' || role === 'documentation') return false;
  let seen = 0;
  for (const { lines } of file.hunks)
    for (const { kind, text } of lines) {
      const mark = CONFLICT[seen];
      if (kind === 'added' && mark?.test(text.trimEnd()) === true) seen++;
    }
  return seen === CONFLICT.length;
}
