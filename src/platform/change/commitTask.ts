import { taskIn, type TaskReading } from '../../core/task/taskReading';
import type { Git } from '../git/git';
import type { ChangeRange } from './changeRange';

/** More messages say nothing more about what the change is for. */
const MAX_COMMITS = 30;

/** Source of such a task. */
export const OF_COMMITS = 'commit messages';

/**
 * What the commits of a range say it should achieve: their messages, oldest first, without merges. No task when they say nothing.
 *
 * @throws GitFailure when the messages cannot be read
 */
export async function taskOfCommits(
  git: Git,
  { base, head }: Pick<ChangeRange, 'base' | 'head'>,
): Promise<TaskReading> {
  const messages = await git.messages(base, head, MAX_COMMITS);
  return taskIn(messages.join('\n\n'), OF_COMMITS, 'What its commits say');
}
