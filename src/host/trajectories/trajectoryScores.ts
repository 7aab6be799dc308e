import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { processSteps, type ProcessStep } from '../../core/evidence/processStep';
import { parsePatch } from '../../core/patch/parsePatch';
import { calibrationText } from '../../core/scoring/wording';
import type { Task } from '../../core/task/task';
import { EditReplay } from '../../core/trajectory/replayEdits';
import type { Step, Trajectory } from '../../core/trajectory/trajectory';
import { fileAt, readBaseFiles } from '../../platform/change/baseFiles';
import type { Git } from '../../platform/git/git';
import type { Scoring } from '../scoring/scoring';
import type { StepScore } from './timelineState';

/** Steps that are scored, the latest; a line of more points says no more. */
const MAX_SCORED = 200;

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
 * Bounded by: 2,000 scores, least recently used. Cleared when: the scorer is replaced, the window closes.
 */
export class TrajectoryScores {
  private readonly known = new LRUCache<string, Known>({ max: 2_000 });

  constructor(private readonly scoring: Scoring) {}

  clear(): void {
    this.known.clear();
  }

  /**
   * @param git where the base is; without it only what is known of the patch itself counts
   * @param onProgress told after each new score, with those so far
   */
  async of(
    trajectory: Trajectory,
    task: Task | null,
    git: Git | null,
    signal: AbortSignal,
    onProgress: (scored: ScoredSteps) => void,
  ): Promise<ScoredSteps> {
    if (task === null) return nothing('Without a task the change cannot be scored.');
    const { baseCommit, steps } = trajectory;
    if (git === null || baseCommit === null || (await git.resolve(baseCommit, signal)) === null) {
      return nothing(
        'The commit that this began from is not in this repository; its steps cannot be scored.',
      );
    }
    if (steps.every(({ patch }) => patch === null)) return nothing('There is no edit to score yet.');
    const moments = steps.filter(mayMoveScore);
    const replay = new EditReplay(path => fileAt(git, baseCommit, path, signal));
    const scores: StepScore[] = [];
    let [calibration, reason] = ['', ''];
    for (const [index, step] of moments.entries()) {
      // Other work of the extension's process comes in between, also when all is known already.
      await new Promise(resolve => setImmediate(resolve));
      if (signal.aborted) break;
      await replay.take(step);
      if (index < moments.length - MAX_SCORED) continue;
      const patch = replay.patch();
      if (patch === '') continue;
      const process = processSteps({ steps: steps.slice(0, step.id) });
      const key = keyOf(task, baseCommit, patch, process);
      const before = this.known.get(key);
      const known = before ?? (await this.score(task, git, baseCommit, { patch, steps: process }, signal));
      if (known === null) break;
      this.known.set(key, known);
      if (known.score === null) reason = known.reason;
      else {
        scores.push({ step: step.id, score: known.score });
        calibration = known.calibration;
      }
      if (before === undefined && index < moments.length - 1) {
        onProgress({ scores: [...scores], note: 'Scoring…', calibration });
      }
    }
    const lost = replay.unfollowed.size;
    const notes = [
      ...(scores.length === 0 ? [reason] : []),
      ...(moments.length > MAX_SCORED
        ? [`Scored are the latest ${MAX_SCORED} of ${moments.length} steps.`]
        : []),
      ...(lost > 0
        ? [
            `${lost} ${lost === 1 ? 'file' : 'files'} could not be followed and ${lost === 1 ? 'is' : 'are'} left out.`,
          ]
        : []),
    ];
    return { scores, note: notes.join(' ').trim(), calibration };
  }

  /** Null when it was cancelled or the scorer failed. */
  private async score(
    task: Task,
    git: Git,
    base: string,
    candidate: { readonly patch: string; readonly steps: readonly ProcessStep[] },
    signal: AbortSignal,
  ): Promise<Known | null> {
    const { files } = parsePatch(candidate.patch);
    const outcome = await this.scoring.score(
      {
        task,
        candidates: [{ id: 'step', ...candidate }],
        baseFiles: await readBaseFiles(git, base, files, signal),
        influence: 'none',
        supersedes: 'timeline',
      },
      signal,
    );
    if (outcome.kind === 'failed') return { score: null, reason: outcome.problem.sentence, calibration: '' };
    if (outcome.kind === 'cancelled') return null;
    const verdict = outcome.result.candidates[0]?.single;
    if (verdict === undefined) return null;
    if (verdict.kind === 'notScored') return { score: null, reason: verdict.message, calibration: '' };
    return { score: verdict.score, reason: '', calibration: calibrationText(verdict.producedBy) };
  }
}

/** Edits change the patch; commands and test runs change what is known of how it was made. */
function mayMoveScore({ kind, patch }: Step): boolean {
  return kind === 'edit' || kind === 'run' || kind === 'test' || patch !== null;
}

function nothing(note: string): ScoredSteps {
  return { scores: [], note, calibration: '' };
}

function keyOf(task: Task, base: string, patch: string, steps: readonly ProcessStep[]): string {
  return createHash('sha256')
    .update(JSON.stringify([task.title, task.body, base, patch, steps]))
    .digest('base64');
}
