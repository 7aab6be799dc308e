import { commitFates, type HistoryCommit } from '../../core/calibration/commitFate';
import { fileRole } from '../../core/patch/fileRole';
import { parsePatch } from '../../core/patch/parsePatch';
import { pathOf, type Patch } from '../../core/patch/patch';
import type { OutcomeEvent } from '../../core/scoring/outcome';
import type { Git } from '../git/git';
import { GitFailure, stdoutOf } from '../git/gitFailure';
import { runGit } from '../git/runGit';
import { commitDiffs } from './commitDiffs';

/** A year or two of a busy project; older history says little of today. */
const MAX_COMMITS = 2_000;
/** Larger ones are imports and generated files: nobody judges those by reading. */
const MAX_FILES = 30;
const MAX_CHARACTERS = 60_000;

/** A commit whose fate is known, ready to be scored. */
export interface HistoryOutcome {
  readonly commit: string;
  readonly parent: string;
  /** What it says it does: the task it is judged by. */
  readonly message: string;
  readonly patch: string;
  readonly event: OutcomeEvent;
}

interface History {
  /** Newest first. */
  readonly outcomes: readonly HistoryOutcome[];
  /** Why it was not read any further back; null when it was read as far as it is. */
  readonly problem: string | null;
}

/**
 * The commits of HEAD's history whose fate is known, newest first: small enough to be read, with a change to source
 * code, not merges. Bounded in commits and in size, and ended by its signal.
 */
export async function readHistory(
  git: Git,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<History> {
  const head = await git.resolve('HEAD', signal);
  if (head === null) return { outcomes: [], problem: null };
  const which = ['--no-merges', '--no-show-signature', `--max-count=${MAX_COMMITS}`];
  const question = ['log', ...which, '-z', '--format=%H%x1f%P%x1f%ct%x1f%B', head, '--'];
  const listed = stdoutOf('list the commits', await runGit(git.root, question, { signal }));
  const entries = listed
    .toString('utf8')
    .split('\0')
    .flatMap(line => {
      const [id = '', parents = '', time = '', message = ''] = line.split('\x1f');
      const [parent] = parents.split(' ');
      return id === '' || !parent ? [] : [{ id, parent, time: Number(time), message: message.trim() }];
    });
  const commits: (HistoryCommit & { readonly parent: string; readonly text: string })[] = [];
  let problem: string | null = null;
  try {
    for await (const [entry, text] of commitDiffs(git, entries, signal)) {
      // A long one is not kept: a thousand of them are more than an extension host has room for.
      commits.push(
        text !== null && text.length <= MAX_CHARACTERS
          ? { ...entry, text, patch: parsePatch(text) }
          : { ...entry, text: '', patch: { files: [], problems: [] } },
      );
      onProgress(commits.length, entries.length);
    }
  } catch (error) {
    if (!GitFailure.is(error)) throw error;
    // What is newer is complete. Without a fix among them, the commits before it would seem to have stood.
    const first = entries[commits.length]?.id ?? '';
    problem = `Commits older than ${first.slice(0, 8)} were not read, because ${error.message}`;
  }
  const now = Math.max(0, ...commits.map(({ time }) => time));
  const fates = commitFates([...commits].reverse(), now);
  const outcomes = commits.flatMap(({ id, parent, message, text, patch }) => {
    const event = fates.get(id) ?? null;
    if (event === null || !isJudgeable(patch)) return [];
    return [{ commit: id, parent, message, patch: text, event }];
  });
  return { outcomes, problem };
}

function isJudgeable({ files }: Patch): boolean {
  if (files.length === 0 || files.length > MAX_FILES) return false;
  return files.some(file => fileRole(pathOf(file)) === 'source' && file.hunks.length > 0);
}
