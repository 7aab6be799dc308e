import { EditReplay, type BaseText } from '../trajectory/replayEdits';
import type { Step, Trajectory } from '../trajectory/trajectory';
import { processSteps, type ProcessStep } from './processStep';

/** What a score can depend on after one of the steps of a trajectory. */
export interface ProgressPoint {
  readonly step: Step;
  /** The change of all steps up to this one, against the base, as a unified diff. */
  readonly patch: string;
  /** The steps up to this one, as evidence reads them. */
  readonly steps: readonly ProcessStep[];
}

interface TrajectoryProgress {
  readonly points: readonly ProgressPoint[];
  /** Steps that may have moved the score; more than there are points when the session was thinned out. */
  readonly moments: number;
  /** Files of which an edit could not be followed; the patches are without them. */
  readonly unfollowed: readonly string[];
}

/**
 * More points than this are not given: a session of that length is thinned out evenly, its last point kept. While it grows the
 * points stay, until every second one goes: what is known of them can be kept.
 */
export const MAX_POINTS = 200;

/**
 * The points of a trajectory at which its score may change: after each step that edited, ran or tested something, from the
 * first edit on. What comes before has no patch to score; when everything is undone later, that point has an empty one.
 *
 * @param pause called after each point; other work may come in between, and what it throws ends the reading
 */
export async function trajectoryProgress(
  trajectory: Pick<Trajectory, 'steps' | 'workspace'>,
  baseText: BaseText,
  pause: () => Promise<void> = () => Promise.resolve(),
): Promise<TrajectoryProgress> {
  const replay = new EditReplay(baseText);
  const all = trajectory.steps.filter(mayMoveScore);
  const moments = thinned(all);
  const points: ProgressPoint[] = [];
  let patch = '';
  let stale = false;
  for (const [index, step] of trajectory.steps.entries()) {
    await replay.take(step);
    stale ||= step.patch !== null;
    if (!moments.has(step)) continue;
    if (stale) patch = replay.patch();
    stale = false;
    // That everything was undone is told once.
    if (patch !== '' || (points.at(-1)?.patch ?? '') !== '')
      points.push({
        step,
        patch,
        steps: processSteps({ steps: trajectory.steps.slice(0, index + 1) }, trajectory.workspace),
      });
    await pause();
  }
  return { points, moments: all.length, unfollowed: [...replay.unfollowed].sort() };
}

function mayMoveScore({ kind, patch }: Step): boolean {
  return kind === 'edit' || kind === 'run' || kind === 'test' || patch !== null;
}

function thinned(steps: readonly Step[]): ReadonlySet<Step> {
  let every = 1;
  while (steps.length / every > MAX_POINTS - 1) every *= 2;
  return new Set(steps.filter((_, i) => i % every === 0 || i === steps.length - 1));
}
