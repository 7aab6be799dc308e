import { groupBy } from '../../core/evaluation/grouping';
import type { TaskRow } from './rows';
import { shuffled } from './shuffled';

/**
 * For each task another of its repository, which its patches do not resolve. The same ones each time: the tasks of a repository
 * are put in an order that their ids decide, and each is given the next.
 *
 * @returns by id of the task; a task whose repository has no task with another text is not in it
 */
export function otherTasks(tasks: readonly TaskRow[]): ReadonlyMap<string, TaskRow> {
  const byRepository = groupBy(tasks, task => (task.repo ?? '').toLowerCase());
  const others = new Map<string, TaskRow>();
  for (const mates of byRepository.values()) {
    const inTurn = shuffled(mates, task => task.task_id);
    for (const [place, { task_id: id, body }] of inTurn.entries()) {
      const following = [...inTurn.slice(place + 1), ...inTurn.slice(0, place)];
      const other = following.find(task => task.body !== body);
      if (other) others.set(id, other);
    }
  }
  return others;
}
