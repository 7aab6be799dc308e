import { createHash } from 'node:crypto';
import { byCodeUnit } from '../../core/text/byCodeUnit';
import type { TaskRow } from './rows';

/**
 * For each task another of its repository, which its patches do not resolve. The same ones each time: the tasks of a repository
 * are put in an order that their ids decide, and each is given the next.
 *
 * @returns by id of the task; a task whose repository has no task with another text is not in it
 */
export function otherTasks(tasks: readonly TaskRow[]): ReadonlyMap<string, TaskRow> {
  const byRepository = new Map<string, TaskRow[]>();
  for (const task of tasks) {
    const repository = (task.repo ?? '').toLowerCase();
    byRepository.set(repository, [...(byRepository.get(repository) ?? []), task]);
  }
  const others = new Map<string, TaskRow>();
  for (const mates of byRepository.values()) {
    const shuffled = mates
      .map(task => ({ task, lot: createHash('sha256').update(task.task_id).digest('hex') }))
      .sort((a, b) => byCodeUnit(a.lot, b.lot))
      .map(({ task }) => task);
    for (const [place, { task_id: id, body }] of shuffled.entries()) {
      const following = [...shuffled.slice(place + 1), ...shuffled.slice(0, place)];
      const other = following.find(task => task.body !== body);
      if (other) others.set(id, other);
    }
  }
  return others;
}
