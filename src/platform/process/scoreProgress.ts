import type { ProgressPoint } from '../../core/evidence/trajectoryProgress';
import type { Verdict } from '../../core/scoring/verdict';
import type { Task } from '../../core/task/task';
import type { ScorerClient } from './scorerClient';

export interface PointVerdict {
  readonly point: ProgressPoint;
  readonly verdict: Verdict;
}

export interface ProgressRequest {
  readonly task: Task;
  readonly points: readonly ProgressPoint[];
  /** Content at the base by path; a file may be missing. */
  readonly baseFiles: Readonly<Record<string, string>>;
  /** For each point. */
  readonly deadlineMs: number;
}

/**
 * The score at each point of a trajectory, in their order, each by itself. Where the patch stayed the same its text is read from
 * the scorer's cache, so that a step costs the positions of the evidence and nothing else.
 *
 * @throws DOMException `AbortError` when the signal aborts
 */
export async function* scoreProgress(
  scorer: Pick<ScorerClient, 'score'>,
  { task, points, baseFiles, deadlineMs }: ProgressRequest,
  signal: AbortSignal,
): AsyncGenerator<PointVerdict, void, void> {
  for (const point of points) {
    const { candidates } = await scorer.score(
      {
        task,
        candidates: [{ id: `step ${point.step.id}`, patch: point.patch, steps: point.steps }],
        baseFiles,
        influence: 'none',
        supersedes: null,
        deadlineMs,
      },
      { signal },
    );
    signal.throwIfAborted();
    const verdict = candidates[0]?.single;
    if (verdict) yield { point, verdict };
  }
}
