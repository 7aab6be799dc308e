import type { Patch, PatchProblem, PatchProblemCode } from '../patch/patch';
import { notScored } from './notScored';
import type { NotScoredReason, NotScoredVerdict } from './verdict';

const REASONS: Readonly<Record<PatchProblemCode, NotScoredReason>> = {
  tooLarge: 'tooLarge',
  unsafePath: 'unsafePath',
  symlink: 'unsafePath',
  combinedDiff: 'combinedDiff',
  malformed: 'notADiff',
  countMismatch: 'notADiff',
  notADiff: 'notADiff',
  empty: 'emptyPatch',
};

/** Which problem explains best why nothing is left to score. */
const PRECEDENCE = Object.keys(REASONS) as readonly PatchProblemCode[];

/** Why a patch cannot be scored at all, or null when it has something the model can read. */
export function unscorablePatch(patch: Patch): NotScoredVerdict | null {
  if (patch.files.some(file => file.hunks.length > 0)) return null;
  const problem = PRECEDENCE.flatMap(code => patch.problems.filter(found => found.code === code))[0];
  if (problem !== undefined) return notScored(REASONS[problem.code], detailOf(problem));
  return notScored(patch.files.some(file => file.binary) ? 'binaryOnly' : 'emptyPatch');
}

/** The sentence of the reason says it all where the problem's own would repeat it. */
function detailOf(problem: PatchProblem): string | undefined {
  return problem.code === 'unsafePath' || problem.code === 'symlink' || problem.code === 'tooLarge'
    ? problem.message
    : (problem.path ?? undefined);
}
