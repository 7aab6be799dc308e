import { formatPatch } from '../../core/patch/formatPatch';
import type { Git } from '../git/git';
import { ScratchIndex } from '../git/scratchIndex';
import { applyFailureReason } from './applyFailure';
import { wholePatch, type Applicable } from './planApplication';

/** A patch that is to be checked, by an id of its own. */
export interface CheckedPatch extends Applicable {
  readonly id: string;
}

/**
 * Which patches do not apply at their own base, as `git apply --check` has it: the reason by id, without a
 * full stop. A patch that cannot
 * be read as a whole is not among them; the scorer says what is wrong with it.
 */
export async function unapplicable(
  git: Git,
  candidates: readonly CheckedPatch[],
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<ReadonlyMap<string, string>> {
  const refused = new Map<string, string>();
  let done = 0;
  for (const base of new Set(candidates.map(candidate => candidate.base))) {
    const scratch = await ScratchIndex.at(git, base, signal);
    try {
      for (const { id, patch } of candidates.filter(candidate => candidate.base === base)) {
        signal.throwIfAborted();
        onProgress(done++, candidates.length);
        const read = wholePatch(patch);
        if (read.kind === 'refused') continue;
        const failure = await scratch.check(formatPatch(read.files));
        if (failure !== null) refused.set(id, applyFailureReason(failure, read.files));
      }
    } finally {
      await scratch.dispose();
    }
  }
  return refused;
}
