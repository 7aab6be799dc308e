import { groupBy } from '../evaluation/grouping';
import { pathOf, type Patch } from '../patch/patch';
import type { OutcomeEvent } from '../scoring/outcome';

/** A commit as the history tells it. */
export interface HistoryCommit {
  /** Full id. */
  readonly id: string;
  /** Seconds since 1970, when it was committed. */
  readonly time: number;
  readonly message: string;
  readonly patch: Patch;
}

/** A change that was mended was mended within this time; what has stood longer is kept. Two weeks. */
const WINDOW_SECONDS = 14 * 24 * 3600;
/** Shorter lines (`}`, `return;`) are in every file and prove nothing. */
const TELLING_LENGTH = 12;

const REVERT = /\bThis reverts commit ([0-9a-f]{7,64})\b/;
const FIX =
  /^(?:\w+\s*(?:\([^)]*\))?!?:\s*)?(?:(?:hot|bug)?fix(?:e[sd])?\b|hotfix|bugfix|repair|correct)|^fix(?:\([^)]*\))?!?:/i;

/**
 * What became of each commit, from the commits after it: reverted by a commit that says so; quickly fixed by one that
 * calls itself a fix and, within two weeks, changes lines that this one added; else kept, once two weeks have passed.
 * Null: too young to say, or a revert itself.
 *
 * "Kept" means that nobody mended it soon, which is less than that it was right.
 *
 * @param commits oldest first, without merges
 * @param now seconds since 1970: the time of the newest commit that is known
 */
export function commitFates(
  commits: readonly HistoryCommit[],
  now: number,
): ReadonlyMap<string, OutcomeEvent | null> {
  const fates = new Map<string, OutcomeEvent | null>();
  const reverted = revertedCommits(commits);
  const mendings = groupBy(commits.flatMap(linesGoneInFix), ({ line }) => line);
  const isMended = ({ time, patch }: HistoryCommit, index: number) =>
    [...telling(patch, 'added')].some(line =>
      mendings.get(line)?.some(fix => fix.index > index && fix.time - time <= WINDOW_SECONDS),
    );
  commits.forEach((commit, index) => {
    if (REVERT.test(commit.message)) fates.set(commit.id, null);
    else if (reverted.has(commit.id)) fates.set(commit.id, { kind: 'reverted' });
    else if (isMended(commit, index)) fates.set(commit.id, { kind: 'quicklyFixed' });
    else fates.set(commit.id, now - commit.time >= WINDOW_SECONDS ? { kind: 'kept' } : null);
  });
  return fates;
}

/** Ids of the commits that others revert; a revert may name its commit by the first digits of its id. */
function revertedCommits(commits: readonly HistoryCommit[]): ReadonlySet<string> {
  const named = commits.flatMap(({ message }) => REVERT.exec(message)?.[1] ?? []);
  return new Set(commits.filter(({ id }) => named.some(name => id.startsWith(name))).map(({ id }) => id));
}

/** The lines that a commit takes away if it calls itself a fix, with its time and its place among the commits. */
function linesGoneInFix({ time, message, patch }: HistoryCommit, index: number) {
  return FIX.test(message) ? [...telling(patch, 'removed')].map(line => ({ line, time, index })) : [];
}

/** Lines that say something, each with its file. */
function telling({ files }: Patch, kind: 'added' | 'removed'): ReadonlySet<string> {
  const lines = files.flatMap(file =>
    file.hunks
      .flatMap(hunk => hunk.lines)
      .filter(line => line.kind === kind && line.text.trim().length >= TELLING_LENGTH)
      .map(line => `${pathOf(file)}\0${line.text.trim()}`),
  );
  return new Set(lines);
}
