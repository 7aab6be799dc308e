import { fitsBase } from '../../core/patch/fitsBase';
import { formatPatch } from '../../core/patch/formatPatch';
import type { FilePatch } from '../../core/patch/patch';
import { readBaseFiles } from '../change/baseFiles';
import type { Git } from '../git/git';
import { ScratchIndex } from '../git/scratchIndex';
import { applyFailureReason } from './applyFailure';
import { wholePatch, type Applicable } from './planApplication';

/** A patch that is to be checked, by an id of its own. */
export interface CheckedPatch extends Applicable {
  readonly id: string;
}

/** Stands in a patch for bytes that are no UTF-8. */
const REPLACEMENT = '\ufffd';

/**
 * Which patches do not apply at their own base, as `git apply --check` has it: the reason by id, without a full stop. A patch
 * that cannot be read as a whole is not among them; the scorer says what is wrong with it.
 *
 * @throws when the signal is aborted, and GitFailure when git cannot say
 */
export async function unapplicable(
  git: Git,
  candidates: readonly CheckedPatch[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const refused = new Map<string, string>();
  for (const base of new Set(candidates.map(candidate => candidate.base))) {
    const scratch = await ScratchIndex.at(git, base, signal);
    try {
      for (const { id, patch } of candidates.filter(candidate => candidate.base === base)) {
        signal.throwIfAborted();
        const read = wholePatch(patch);
        if (read.kind === 'refused') continue;
        const reason = patch.includes(REPLACEMENT)
          ? await unfitAsRead(git, base, read.files, signal)
          : await unfitForGit(scratch, read.files);
        if (reason !== null) refused.set(id, reason);
      }
    } finally {
      await scratch.dispose();
    }
  }
  return refused;
}

async function unfitForGit(scratch: ScratchIndex, files: readonly FilePatch[]): Promise<string | null> {
  const failure = await scratch.check(formatPatch(files));
  return failure === null ? null : applyFailureReason(failure, files);
}

/**
 * A patch of a file that is no UTF-8 lost bytes when it was read, and git would miss them. So did the base's files when they
 * were read, and the two still fit.
 */
async function unfitAsRead(
  git: Git,
  base: string,
  files: readonly FilePatch[],
  signal: AbortSignal,
): Promise<string | null> {
  const baseFiles = await readBaseFiles(git, base, files, signal);
  const fit = fitsBase({ files, problems: [] }, baseFiles);
  return fit.kind === 'unfit' ? fit.reason : null;
}
