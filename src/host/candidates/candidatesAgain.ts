import { countText } from '../../core/text/countText';
import { messageOf } from '../../core/text/messageOf';
import { originKey } from '../../core/candidates/candidate';
import { isPlaceless, parseKept, type KeptCandidate } from '../../core/candidates/keptCandidate';
import { readAgain } from '../../platform/candidates/readAgain';
import type { ReadOptions } from '../../platform/candidates/readOptions';
import { Redactor } from '../../platform/redaction/redactor';
import { EnvironmentFiles } from '../capture/environmentFiles';
import type { ChangeReview } from '../review/changeReview';
import { candidateBase, tellProblems, type AddTargets } from './addCandidates';
import type { Alternative } from './alternative';

/** Longest text of a candidate that is kept, in characters; an editor reads all that is kept at once when it opens. */
const MAX_KEPT_TEXT = 200_000;

export interface ReadAgainTargets extends AddTargets {
  readonly review: Pick<ChangeReview, 'change' | 'unchanged'>;
}

/** Reads the candidates once more where they came from: a branch moves on, an agent goes on working in its worktree. */
export async function readCandidatesAgain(targets: ReadAgainTargets): Promise<void> {
  const { alternatives, log } = targets;
  const rows = alternatives.candidates.filter(
    ({ origin }) => !isPlaceless(origin) && origin.kind !== 'current',
  );
  if (rows.length === 0) return alternatives.rank();
  // One for each that could not be read.
  const problems = await alternatives.readAgain(options => read(rows, targets, options));
  if (problems === null || problems.length === 0) return;
  const stay = problems.length === 1 ? 'It is unchanged.' : 'They are unchanged.';
  tellProblems(
    [`${countText(problems.length, 'candidate')} could not be read again. ${stay}`, ...problems],
    log,
  );
}

/**
 * Takes up the candidates of the last window.
 *
 * @param stored what `keptOf` gave
 * @returns those that may well be there and could not be read; null when it cannot be said yet: there is no repository, or it
 *   was stopped
 */
export async function openKept(
  stored: unknown,
  targets: ReadAgainTargets,
): Promise<readonly KeptCandidate[] | null> {
  const { alternatives, repository, review } = targets;
  if ((await repository.find()).kind === 'missing') return null;
  const kept = parseKept(stored);
  const rows = kept.filter(({ origin }) => origin.kind !== 'current');
  const current = kept.find(({ origin }) => origin.kind === 'current');
  const unread = rows.length === 0 ? [] : await takeUp(rows, targets);
  if (unread === null) return null;
  if (current !== undefined) {
    alternatives.awaitCurrent(current);
    alternatives.followChange(review);
  }
  return unread;
}

async function takeUp(
  rows: readonly KeptCandidate[],
  targets: ReadAgainTargets,
): Promise<readonly KeptCandidate[] | null> {
  const { alternatives, log } = targets;
  let failed = rows;
  try {
    const problems = await alternatives.readAgain(async options => {
      const result = await read(rows, targets, options);
      ({ failed } = result);
      return result;
    });
    if (problems === null) return null;
    if (problems.length > 0)
      tellProblems(
        [
          `${countText(problems.length, 'candidate')} from the last window could not be read again.`,
          ...(failed.length > 0 ? ['Those that git failed to read are kept for the next window.'] : []),
          ...problems,
        ],
        log,
      );
  } catch (error) {
    tellProblems(
      [
        `The candidates from the last window could not be read and are kept for the next: ${messageOf(error)}`,
      ],
      log,
    );
  }
  return failed;
}

/**
 * What is remembered of candidates: where they came from, and the text of those that no place holds.
 *
 * @param unread what could not be read in this window, unless it is there by now
 */
export async function keptOf(
  candidates: readonly Alternative[],
  unread: readonly KeptCandidate[],
): Promise<readonly KeptCandidate[]> {
  const there = new Set(candidates.map(({ origin }) => originKey(origin)));
  await lookThrough(candidates.filter(({ origin }) => isPlaceless(origin)));
  const rows = candidates.map(candidate => {
    const { label, origin, base } = candidate;
    return isPlaceless(origin)
      ? { label, origin, base, patch: keptTexts.get(candidate) ?? null }
      : { label, origin, base };
  });
  return [...unread.filter(({ origin }) => !there.has(originKey(origin))), ...rows];
}

async function read(rows: readonly KeptCandidate[], targets: ReadAgainTargets, options: ReadOptions) {
  const git = await targets.repository.git();
  const base = await candidateBase(git, targets.folder);
  return readAgain(git, base, rows, { ...options, exclude: targets.tasks.excluded(git.root) });
}

/**
 * The texts of candidates as they may be written down: null of one that is too long or holds a secret, since a patch with
 * something hidden would be another one.
 */
const keptTexts = new WeakMap<Alternative, string | null>();

/** Finds out, once for each, whether the text of a candidate may be written down. */
async function lookThrough(candidates: readonly Alternative[]): Promise<void> {
  const unknown = candidates.filter(candidate => !keptTexts.has(candidate));
  if (unknown.length === 0) return;
  const environment = await EnvironmentFiles.open();
  try {
    const redactor = new Redactor(() => environment.values);
    for (const candidate of unknown) {
      const { patch } = candidate;
      const mayBeKept = patch.length <= MAX_KEPT_TEXT && (await redactor.redact(patch)).hidden === 0;
      keptTexts.set(candidate, mayBeKept ? patch : null);
    }
  } finally {
    environment.dispose();
  }
}
