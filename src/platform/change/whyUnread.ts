import { countText } from '../../core/text/countText';
import type { Git } from '../git/git';

/**
 * Why the change between two revisions could not be read, in one sentence: it is too large, or git lacks files of it, as a
 * partial clone does until they are asked for.
 *
 * @param next ends the sentence on a change that is too large
 */
export async function whyUnread(
  git: Git,
  { label, from, to }: { readonly label: string; readonly from: string; readonly to: string },
  next: string,
  signal: AbortSignal,
): Promise<string> {
  const counts = await git.changedLines(from, to, signal);
  if (counts === null)
    return `The change of ${label} cannot be read, because git lacks files of it; in a partial clone "git diff ${from} ${to}" fetches them.`;
  const all = counts.reduce((sum, { lines }) => sum + lines, 0);
  const [largest] = [...counts].sort((a, b) => b.lines - a.lines);
  const most =
    largest !== undefined && counts.length > 1 && largest.lines > all / 2
      ? ` (most of it is ${largest.path}, ${countText(largest.lines, 'line')})`
      : '';
  return `The change of ${label} is too large to read${most}; ${next}.`;
}
