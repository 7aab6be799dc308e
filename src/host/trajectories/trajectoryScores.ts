import { createHash } from 'node:crypto';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { MAX_POINTS, trajectoryProgress, type ProgressPoint } from '../../core/evidence/trajectoryProgress';
import { holdsCheck } from '../../core/evidence/stepReading';
import { parsePatch } from '../../core/patch/parsePatch';
import { calibrationText } from '../../core/scoring/wording';
import type { Task } from '../../core/task/task';
import type { Trajectory } from '../../core/trajectory/trajectory';
import { fileAt, readBaseFiles } from '../../platform/change/baseFiles';
import type { Git } from '../../platform/git/git';
import type { Scoring } from '../scoring/scoring';
import type { StepScore } from './timelineState';
import { countText } from '../../core/text/countText';

export interface ScoredSteps {
  readonly scores: readonly StepScore[];
  /** Why there are none, or fewer; '' when every edit has one. */
  readonly note: string;
  readonly calibration: string;
}

interface Known {
  readonly score: number | null;
  readonly reason: string;
  readonly calibration: string;
}

/**
 * Scores the change as it was after each step of a trajectory that may move it. One request at a time, the oldest first, so that each finds the
 * text of the one before in the scorer's cache.
 *
 * Bounded by: 2,000 scores, least recently used. Let go when: scores shift (another scorer, another correction), the window closes.
 */
export class TrajectoryScores {
  private readonly known = new LRUCache<string, Known>({ max: 2_000 });

  constructor(private readonly scoring: Scoring) {}

  /**
   * @param set the task that is set now: it counts where the trajectory has none of its own
   * @param git where the base is; without it only what is known of the patch itself counts
   * @param onProgress told after each new score, with those so far
   */
  async of(
    trajectory: Trajectory,
    set: Task | null,
    git: Git | null,
    signal: AbortSignal,
    onProgress: (scored: ScoredSteps) => void,
  ): Promise<ScoredSteps> {
    const task = trajectory.task ?? set;
    if (task === null) return nothing('Without a task the change cannot be scored.');
    const { baseCommit, steps } = trajectory;
    if (git === null || baseCommit === null || (await git.resolve(baseCommit, signal)) === null) {
      return nothing('Its steps are not scored: the commit that it started from is not in this repository.');
    }
    if (steps.every(({ patch }) => patch === null)) return nothing('There is no edit to score yet.');
    const { points, moments, unfollowed } = await trajectoryProgress(
      trajectory,
      path => fileAt(git, baseCommit, path, signal),
      async () => {
        await othersTurn();
        signal.throwIfAborted();
      },
    );
    const scores: StepScore[] = [];
    let [calibration, reason, failure] = ['', '', ''];
    for (const [index, point] of points.entries()) {
      // Also when all is known already.
      await othersTurn();
      if (signal.aborted) break;
      const key = keyOf(task, baseCommit, point);
      const before = this.known.get(key);
      const known = before ?? (await this.score(task, git, baseCommit, point, signal));
      if (known === null) break;
      if ('failure' in known) {
        // It says nothing of the step, and the next ones would fare no better: what is asked again is scored anew.
        failure = known.failure;
        break;
      }
      this.known.set(key, known);
      scores.push({ step: point.step.id, score: known.score });
      if (known.score === null) reason = known.reason;
      else calibration = known.calibration;
      if (before === undefined && index < points.length - 1)
        onProgress({ scores: [...scores], note: 'Scoring…', calibration });
    }
    const unscored = scores.every(({ score }) => score === null) ? reason : '';
    const notes = [
      failure || unscored,
      set === null || calibration === '' || sameTask(task, set) ? '' : OWN_TASK,
      sampledNote(points.length, moments),
      unfollowedNote(unfollowed.length),
    ];
    return { scores, note: notes.filter(Boolean).join(' '), calibration };
  }

  /** Null when it was cancelled. */
  private async score(
    task: Task,
    git: Git,
    base: string,
    { patch, steps }: ProgressPoint,
    signal: AbortSignal,
  ): Promise<Known | { readonly failure: string } | null> {
    const { files } = parsePatch(patch);
    const outcome = await this.scoring.score(
      {
        task,
        // As the panel scores the current change, so that both say the same of it.
        candidates: [{ id: 'step', patch, steps: holdsCheck(steps) ? steps : undefined }],
        baseFiles: await readBaseFiles(git, base, files, signal),
        influence: 'none',
        supersedes: 'timeline',
      },
      signal,
    );
    if (outcome.kind === 'failed') return { failure: outcome.problem.sentence };
    if (outcome.kind === 'cancelled') return null;
    const verdict = outcome.result.candidates[0]?.single;
    if (verdict === undefined) return null;
    if (verdict.kind === 'notScored') return { score: null, reason: verdict.message, calibration: '' };
    return { score: verdict.score, reason: '', calibration: calibrationText(verdict.producedBy) };
  }
}

/** Or one would wonder why the panel says another number of the same change. */
const OWN_TASK = 'Scored against its own task, not the one that is set now.';

function sameTask(one: Task, other: Task): boolean {
  return one.title === other.title && one.body === other.body;
}

function sampledNote(scored: number, moments: number): string {
  if (moments <= MAX_POINTS) return '';
  return `${scored} of ${moments.toLocaleString('en')} steps that may move the score were scored, spread evenly.`;
}

function unfollowedNote(files: number): string {
  return files === 0 ? '' : `${countText(files, 'file')} could not be followed; the scores leave them out.`;
}

function nothing(note: string): ScoredSteps {
  return { scores: [], note, calibration: '' };
}

function keyOf(task: Task, base: string, { patch, steps }: ProgressPoint): string {
  return createHash('sha256')
    .update(JSON.stringify([task.title, task.body, base, patch, steps]))
    .digest('base64');
}
