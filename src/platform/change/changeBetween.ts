import type { NotScoredReason } from '../../core/scoring/verdict';
import { countText } from '../../core/text/countText';
import { changedLines, diffBetween } from '../git/diffs';
import type { Git } from '../git/git';
import { GitFailure } from '../git/gitFailure';
import type { GitProblem } from '../git/noRepository';

/** Two revisions, and what people call the change between them. */
interface NamedChange {
  readonly label: string;
  readonly from: string;
  readonly to: string;
}

/** Why a change is not read. */
interface UnreadChange extends GitProblem {
  readonly reason: Extract<NotScoredReason, 'tooLarge' | 'unreadable'>;
}

/**
 * The unified diff between two revisions, or one sentence: it is too large, or git lacks files of it, as a partial clone does
 * until they are asked for.
 *
 * @param next ends the sentence on a change that is too large
 * @throws GitFailure when git cannot tell for any other reason
 */
export async function changeBetween(
  git: Git,
  change: NamedChange,
  next: string,
  signal: AbortSignal,
): Promise<{ readonly patch: string } | UnreadChange> {
  const { label, from, to } = change;
  try {
    const patch = await diffBetween(git, from, to, signal);
    if (patch !== null) return { patch };
    return { reason: 'tooLarge', problem: await tooLargeSentence(git, change, next, signal) };
  } catch (error) {
    if (!GitFailure.is(error) || !error.lacking) throw error;
    const problem = `The change of ${label} cannot be read, because git lacks files of it; in a partial clone "git diff ${from} ${to}" fetches them.`;
    return { reason: 'unreadable', problem };
  }
}

/** Why a change is not read that is too large, with what makes it so where git can tell. */
export async function tooLargeSentence(
  git: Git,
  { label, from, to }: NamedChange,
  next: string,
  signal: AbortSignal,
): Promise<string> {
  const counts = await changedLines(git, from, to, signal).catch((error: unknown) => {
    if (GitFailure.is(error)) return [];
    throw error;
  });
  const all = counts.reduce((sum, { lines }) => sum + lines, 0);
  const [largest] = [...counts].sort((a, b) => b.lines - a.lines);
  const most =
    largest !== undefined && counts.length > 1 && largest.lines > all / 2
      ? ` (most of it is ${largest.path}, ${countText(largest.lines, 'line')})`
      : '';
  return `The change of ${label} is too large to read${most}; ${next}.`;
}
