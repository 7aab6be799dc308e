import { isLfsPointer } from '../core/patch/lfsPointer';
import { changedLines, type Patch, type PatchProblem, type PatchProblemCode } from '../core/patch/patch';
import { notScored } from '../core/scoring/notScored';
import type { NotScoredReason, NotScoredVerdict } from '../core/scoring/verdict';

/**
 * Problems after which no score is given even when other files could be read: a diff that is cut short, has no single
 * base or reaches out of its folder is not the change it claims to be.
 */
const fatal: Partial<Record<PatchProblemCode, NotScoredReason>> = {
  tooLarge: 'tooLarge',
  combinedDiff: 'combinedDiff',
  unsafePath: 'unsafePath',
};

/** Problems of the text as a whole whose message says more than the reason's own sentence. */
const OF_THE_WHOLE: ReadonlySet<PatchProblemCode> = new Set(['tooLarge', 'encodedMail', 'wordDiff']);

/** What the other problems amount to when nothing else is left; otherwise they go with the verdict. */
const withNothingLeft: Partial<Record<PatchProblemCode, NotScoredReason>> = {
  symlink: 'unsafePath',
  empty: 'emptyPatch',
  notADiff: 'notADiff',
  encodedMail: 'notADiff',
  wordDiff: 'notADiff',
  malformed: 'notADiff',
  countMismatch: 'notADiff',
};

/** Why a patch is not scored, or null when it can be. */
export function refusePatch({ files, problems }: Patch): NotScoredVerdict | null {
  const refused = firstOf(problems, fatal);
  if (refused) return refused;
  const pointers = files.filter(isLfsPointer);
  const texts = files.filter(file => !pointers.includes(file));
  if (texts.some(({ hunks }) => hunks.some(hunk => changedLines(hunk).length > 0))) return null;
  const problem = firstOf(problems, withNothingLeft);
  if (problem) return problem;
  if (pointers.length > 0)
    return notScored('binaryOnly', 'the content is in Git LFS, and the diff holds only a pointer to it');
  if (files.some(file => file.binary)) return notScored('binaryOnly');
  return notScored(
    'emptyPatch',
    files.length > 0 ? 'only names or modes of files change, no line of text' : undefined,
  );
}

function firstOf(
  problems: readonly PatchProblem[],
  reasons: Partial<Record<PatchProblemCode, NotScoredReason>>,
): NotScoredVerdict | null {
  for (const { code, message, path } of problems) {
    const reason = reasons[code];
    if (!reason) continue;
    // The reason's own sentence says it all of a merge, and of what concerns no file.
    const tells = OF_THE_WHOLE.has(code) || (path !== null && code !== 'combinedDiff');
    return notScored(reason, tells ? message : undefined);
  }
  return null;
}
