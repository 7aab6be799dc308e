import { countText } from '../../core/text/countText';
import { isPlaceless, parseKept, type KeptCandidate } from '../../core/candidates/keptCandidate';
import { readAgain } from '../../platform/candidates/readAgain';
import type { ReadOptions } from '../../platform/candidates/readOptions';
import { Redactor } from '../../platform/redaction/redactor';
import { EnvironmentFiles } from '../capture/environmentFiles';
import type { CurrentChange } from '../review/changeReview';
import { candidateBase, tellProblems, type AddTargets } from './addCandidates';
import type { Alternative } from './candidate';

/** Longest text of a candidate that is kept, in characters; an editor reads all that is kept at once when it opens. */
const MAX_KEPT_TEXT = 200_000;

export interface ReadAgainTargets extends AddTargets {
  readonly review: { readonly change: CurrentChange | null };
}

/** Reads the candidates once more where they came from: a branch moves on, an agent goes on working in its worktree. */
export async function readCandidatesAgain(targets: ReadAgainTargets): Promise<void> {
  const { alternatives, log } = targets;
  const rows = alternatives.candidates.filter(
    ({ origin }) => !isPlaceless(origin) && origin.kind !== 'current',
  );
  if (rows.length === 0) return alternatives.rank();
  const problems = await alternatives.readAgain(options => read(rows, targets, options));
  if (problems === null || problems.length === 0) return;
  const stay = problems.length === 1 ? 'It stays as it was.' : 'They stay as they were.';
  tellProblems(
    [`${countText(problems.length, 'candidate')} could not be read again. ${stay}`, ...problems],
    log,
  );
}

/**
 * Takes up the candidates of the last window.
 *
 * @param stored what `keptOf` gave
 * @returns false when it cannot be said yet: there is no repository, or it was stopped
 */
export async function openKept(stored: unknown, targets: ReadAgainTargets): Promise<boolean> {
  const { alternatives, repository, review, log } = targets;
  if ((await repository.find()).kind === 'missing') return false;
  const kept = parseKept(stored);
  const rows = kept.filter(({ origin }) => origin.kind !== 'current');
  if (rows.length > 0) {
    const problems = await alternatives.readAgain(options => read(rows, targets, options));
    if (problems === null) return false;
    if (problems.length > 0)
      tellProblems(
        [
          `${countText(problems.length, 'candidate')} of the last window could not be read again.`,
          ...problems,
        ],
        log,
      );
  }
  if (rows.length < kept.length) {
    alternatives.expectCurrent();
    alternatives.followChange(review.change);
  }
  return true;
}

/** What is remembered of candidates: where they came from, and the text of those that no place holds. */
export function keptOf(candidates: readonly Alternative[]): Promise<readonly KeptCandidate[]> {
  return Promise.all(
    candidates.map(async candidate => {
      const { label, origin, base } = candidate;
      return isPlaceless(origin)
        ? { label, origin, base, patch: await keptText(candidate) }
        : { label, origin, base };
    }),
  );
}

async function read(rows: readonly KeptCandidate[], targets: ReadAgainTargets, options: ReadOptions) {
  const git = await targets.repository.git();
  const base = await candidateBase(git, targets.folder);
  return readAgain(git, base, rows, { ...options, exclude: targets.tasks.excluded(git.root) });
}

/** Whether a text may be written down is found out once. */
const keptTexts = new WeakMap<Alternative, Promise<string | null>>();

function keptText(candidate: Alternative): Promise<string | null> {
  const known = keptTexts.get(candidate) ?? withoutSecrets(candidate.patch);
  keptTexts.set(candidate, known);
  return known;
}

/** The text, when it is of a length to keep and holds no secret; else null: a patch with something hidden would be another one. */
async function withoutSecrets(text: string): Promise<string | null> {
  if (text.length > MAX_KEPT_TEXT) return null;
  const environment = await EnvironmentFiles.open();
  try {
    const { hidden } = await new Redactor(() => environment.values).redact(text);
    return hidden === 0 ? text : null;
  } finally {
    environment.dispose();
  }
}
