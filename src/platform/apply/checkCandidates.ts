import { fitsBase } from '../../core/patch/fitsBase';
import { formatPatch } from '../../core/patch/formatPatch';
import type { FilePatch, Patch } from '../../core/patch/patch';
import { notScored } from '../../core/scoring/notScored';
import type { NotScoredVerdict } from '../../core/scoring/verdict';
import { readBaseFiles } from '../change/baseFiles';
import { unreadCandidate } from '../change/unreadCandidate';
import type { Git } from '../git/git';
import { ScratchIndex } from '../git/scratchIndex';
import { applyFailureReason } from './applyFailure';
import { wholePatch, type Applicable } from './planApplication';

/** A patch that is to be checked, by an id of its own. */
interface CheckedPatch extends Applicable {
  readonly id: string;
}

/** What is known of patches: why one does not apply; null of one that does. That never changes, since it and its base stay what they are. */
export type CheckedPatches = WeakMap<CheckedPatch, string | null>;

/** Stands in a patch for bytes that are no UTF-8. */
const REPLACEMENT = '\ufffd';

/**
 * Why a patch does not apply at its base, as `git apply --check` has it, without a full stop; null of one that does, and of one that
 * cannot be read as a whole: the scorer says what is wrong with it.
 *
 * @throws when the signal is aborted, and GitFailure when git cannot say
 */
export async function unfitReason(
  git: Git,
  candidate: Applicable,
  signal: AbortSignal,
): Promise<string | null> {
  const scratch = await ScratchIndex.at(git, candidate.base, signal);
  try {
    return await unfitIn(scratch, git, candidate, signal);
  } finally {
    await scratch.dispose();
  }
}

/**
 * The verdicts on those candidates that do not apply at their own base, or of which git cannot say whether they do, by id.
 *
 * @param checked asked of nothing that is known, and told what becomes known
 * @throws when the signal is aborted
 */
export async function unapplicable(
  git: Git,
  candidates: readonly CheckedPatch[],
  signal: AbortSignal,
  checked: CheckedPatches = new WeakMap(),
): Promise<ReadonlyMap<string, NotScoredVerdict>> {
  const refused = new Map<string, NotScoredVerdict>();
  const scratches = new Map<string, Promise<ScratchIndex>>();
  try {
    for (const candidate of candidates) {
      const { id, base } = candidate;
      try {
        let reason = checked.get(candidate);
        if (reason === undefined) {
          const scratch = scratches.get(base) ?? ScratchIndex.at(git, base, signal);
          scratches.set(base, scratch);
          reason = await unfitIn(await scratch, git, candidate, signal);
          checked.set(candidate, reason);
        }
        if (reason !== null) refused.set(id, notScored('doesNotApply', reason));
      } catch (error) {
        refused.set(id, unreadCandidate(error));
      }
    }
  } finally {
    for (const scratch of await Promise.allSettled(scratches.values()))
      if (scratch.status === 'fulfilled') await scratch.value.dispose();
  }
  return refused;
}

async function unfitIn(
  scratch: ScratchIndex,
  git: Git,
  { patch, base }: Applicable,
  signal: AbortSignal,
): Promise<string | null> {
  signal.throwIfAborted();
  const read = wholePatch(patch);
  if (read.kind === 'refused') return null;
  return patch.includes(REPLACEMENT)
    ? unfitAsRead(git, base, read.files, signal)
    : unfitForGit(scratch, read);
}

async function unfitForGit(scratch: ScratchIndex, patch: Patch): Promise<string | null> {
  const failure = await scratch.check(formatPatch(patch.files));
  return failure === null ? null : applyFailureReason(failure, patch);
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
