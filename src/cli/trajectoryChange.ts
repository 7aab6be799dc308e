import { MAX_POINTS, trajectoryProgress } from '../core/evidence/trajectoryProgress';
import { equivalent } from '../core/patch/normalise';
import { parsePatch } from '../core/patch/parsePatch';
import type { Interval, NotScoredReason, Verdict } from '../core/scoring/verdict';
import type { Task } from '../core/task/task';
import type { StepKind, Trajectory } from '../core/trajectory/trajectory';
import { readSession } from '../platform/agents/readSession';
import { fileAt } from '../platform/change/baseFiles';
import type { Git } from '../platform/git/git';
import type { ScorerClient } from '../platform/process/scorerClient';
import { refused } from './exitCode';
import { verdictOn } from './scorers';
import { note, warn } from './terminal';
import { problemSentence } from '../core/trajectory/trajectoryProblems';

/** The score after one step of a trajectory. */
export interface StepScore {
  /** Position of the step in the trajectory, from 1. */
  readonly step: number;
  readonly kind: StepKind;
  readonly command: string | null;
  /** Null where the change at that step cannot be scored, for the reason in `notScored`. */
  readonly score: number | null;
  readonly interval: Interval | null;
  readonly notScored: NotScoredReason | null;
}

/**
 * A trajectory: an ATIF document, or a session of any agent that `swe-rm import` knows.
 *
 * @throws CommandProblem in one sentence when it cannot be read
 */
export async function openTrajectory(file: string, signal: AbortSignal): Promise<Trajectory> {
  const reading = await readSession(file, { signal });
  signal.throwIfAborted();
  if (reading.kind === 'unreadable') throw refused(`${file}: ${reading.message}`);
  const { trajectory, problems } = reading.session;
  for (const problem of problems) warn(problemSentence(problem));
  return trajectory;
}

/** The patch that a trajectory ends with. */
export function patchOf({ patch }: Trajectory, file: string): string {
  if (patch === null || patch.text.trim() === '')
    throw refused(`${file} holds no patch; give the change as a patch beside it.`);
  if (!patch.complete) warn(`${file}: some of its edits could not be followed, and the patch lacks them.`);
  return patch.text;
}

/** The score after each step that may move it. */
export async function scoreSteps(
  scorer: ScorerClient,
  trajectory: Trajectory,
  task: Task,
  base: { readonly git: Git; readonly commit: string } | null,
  signal: AbortSignal,
): Promise<StepScore[]> {
  const texts: Record<string, string> = {};
  const { points, moments, unfollowed } = await trajectoryProgress(trajectory, async path => {
    const text = base && (await fileAt(base.git, base.commit, path, signal));
    if (text !== null) texts[path] = text;
    return text;
  });
  if (unfollowed.length > 0)
    note(
      `The scores after each step leave out ${unfollowed.join(', ')}: not every edit could be followed from the base.`,
    );
  if (moments > MAX_POINTS)
    note(
      `The session is long: ${points.length} of ${moments} steps that may move the score were scored, spread evenly.`,
    );
  const final = trajectory.patch?.text;
  const reached = points.at(-1)?.patch ?? '';
  if (unfollowed.length === 0 && final !== undefined && !equivalent(parsePatch(reached), parsePatch(final)))
    note(
      'The edits that could be followed do not add up to the final patch (changes by shell commands are not seen); the scores after each step cover these edits alone.',
    );
  const scores: StepScore[] = [];
  for (const { step, patch, steps } of points) {
    const request = { task, patch, steps, baseFiles: texts, influence: 'none' } as const;
    scores.push(stepScore(step, await verdictOn(scorer, request, signal)));
  }
  return scores;
}

function stepScore(
  { id, kind, command }: { readonly id: number; readonly kind: StepKind; readonly command: string | null },
  verdict: Verdict,
): StepScore {
  const scored = verdict.kind === 'scored';
  return {
    step: id,
    kind,
    command,
    score: scored ? verdict.score : null,
    interval: scored ? verdict.interval : null,
    notScored: scored ? null : verdict.reason,
  };
}
