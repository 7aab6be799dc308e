import type { Deleted, StoredTrajectory } from '../../platform/store/trajectoryStore';
import type { Origin } from '../../core/trajectory/trajectory';
import { countText } from '../../core/text/countText';
import { momentText } from '../momentText';

/** "3.4 MB" */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** "by Claude Code", "author unknown" */
export function originText(origin: Origin): string {
  return authorText(origin.kind === 'agent' ? origin.name : null);
}

function authorText(agent: string | null): string {
  return agent === null ? 'author unknown' : `by ${agent}`;
}

export function deletedText({ trajectories, bytes }: Deleted, folder: string): string {
  if (trajectories === 0) return 'There was no trajectory to delete.';
  return `Deleted ${countText(trajectories, 'trajectory', 'trajectories')} (${sizeText(bytes)}) from ${folder}.`;
}

/** What a list shows of a trajectory: its title, and how much of it there is. */
export function trajectoryLabel({ title, agent, steps, bytes, hidden, modified }: StoredTrajectory): {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
} {
  const secrets = hidden === 0 ? [] : [`${countText(hidden, 'secret')} hidden`];
  return {
    label: title ?? 'No task',
    description: momentText(modified),
    detail: [countText(steps, 'step'), authorText(agent), sizeText(bytes), ...secrets].join(' · '),
  };
}
