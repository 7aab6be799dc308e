import * as path from 'node:path';
import pc from 'picocolors';
import type { Task } from '../core/task/task';
import { groupBy } from '../core/evaluation/grouping';
import { processSteps } from '../core/evidence/processStep';
import { whereToLook, type WhereToLook } from '../core/review/whereToLook';
import type { ScoredVerdict, Verdict } from '../core/scoring/verdict';
import { notScored } from '../core/scoring/notScored';
import { parsePatch } from '../core/patch/parsePatch';
import { readPatch } from '../core/patch/readPatch';
import { readBaseFiles } from '../platform/change/baseFiles';
import { unfitReason } from '../platform/apply/checkCandidates';
import type { Git } from '../platform/git/git';
import type { Trajectory } from '../core/trajectory/trajectory';
import { evidenceLists } from './evidenceLists';
import { CommandProblem, misused, type ExitCode } from './exitCode';
import { hunksToLookAt } from './influenceTable';
import { readText } from './readText';
import { changeOfWorkingTree, commitOf, openRepository, readAround, type Change } from './repository';
import { exitCodeOf, verdictOn, withScorer, type ScorerOptions } from './scorers';
import { table } from './table';
import { taskFiles, taskFromOptions, taskOfRepository, type TaskOptions } from './taskOption';
import { printJson, printResult, warn } from './terminal';
import { standingText } from '../core/scoring/standingText';
import { calibrationText, droppedTexts, otherTaskText, percent } from '../core/scoring/wording';
import { plain } from './plain';
import { openTrajectory, patchOf, scoreSteps, type StepScore } from './trajectoryChange';
import { shortened } from '../core/text/shortened';

export interface ScoreCommandOptions extends TaskOptions, ScorerOptions {
  /** Revision before the change; null: HEAD. */
  readonly base: string | null;
  readonly repo: string;
  /** Also say in JSON what each hunk adds to the score. */
  readonly influence: boolean;
  /** The session that made the change, or null. */
  readonly trajectory: string | null;
  /** Also score the change as it stood after each step of the trajectory. */
  readonly steps: boolean;
  readonly json: boolean;
}

/** What `swe-rm score --json` prints. */
interface ScoreOutput {
  readonly version: 1;
  readonly task: Task;
  readonly verdict: Verdict;
  /** With `--steps`: the score after each step that edited, ran or tested something; null without. */
  readonly steps: readonly StepScore[] | null;
}

/**
 * Scores one change by itself, with the steps that led to it where its trajectory is given.
 *
 * @param patchFile a unified diff, `-` for standard input; null for the patch that the trajectory ends with, or without a
 *   trajectory for the working tree against the base
 */
export async function scoreCommand(
  patchFile: string | null,
  options: ScoreCommandOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  if (options.steps && options.trajectory === null)
    throw misused('--steps needs the steps: give the session with --trajectory FILE.');
  const trajectory = options.trajectory === null ? null : await openTrajectory(options.trajectory, signal);
  // What is wrong with the repository is said before that no task was found in it.
  const repository =
    patchFile === null && trajectory === null ? await openRepository(path.resolve(options.repo)) : null;
  const task =
    (await taskFromOptions(options, signal)) ?? trajectory?.task ?? (await taskOfRepository(options.repo));
  const change =
    repository === null
      ? await changeOf(patchFile, trajectory, options, signal)
      : await uncommittedChange(repository, options, signal);
  const { patch, baseFiles, base, unfit } = change;
  if (unfit !== null)
    return finished(
      { version: 1, task, verdict: notScored('doesNotApply', unfit), steps: null },
      change,
      options,
    );
  const output = await withScorer(
    options,
    'Scoring the change',
    async (scorer, progress): Promise<ScoreOutput> => {
      // A person is told what the hunks add to the score; a program has to ask, since each takes about as long as a score.
      const influence = options.influence || !options.json ? 'hunks' : 'none';
      const steps = trajectory ? processSteps(trajectory, trajectory.workspace) : undefined;
      const verdict = await verdictOn(
        scorer,
        { task, patch, steps, baseFiles, influence },
        signal,
        (done, total) => {
          if (total > 1) progress.update(`Measured ${done - 1} of ${total - 1} hunks`);
        },
      );
      const after =
        trajectory && options.steps ? await scoreSteps(scorer, trajectory, task, base, signal) : null;
      return { version: 1, task, verdict, steps: after };
    },
  );
  return finished(output, change, options);
}

async function finished(
  output: ScoreOutput,
  { patch, baseFiles }: Change,
  { json }: ScoreCommandOptions,
): Promise<ExitCode> {
  const { verdict, steps } = output;
  if (json) await printJson(output);
  else if (verdict.kind === 'scored') {
    const { files } = readPatch(patch, baseFiles);
    await printResult(described(verdict, whereToLook(files, verdict), steps));
  } else throw new CommandProblem(exitCodeOf([verdict]), verdict.message);
  return exitCodeOf([verdict]);
}

async function uncommittedChange(
  git: Git,
  { base, repo, taskFile }: ScoreCommandOptions,
  signal: AbortSignal,
): Promise<BasedChange> {
  const commit = await commitOf(git, base ?? 'HEAD', signal);
  const exclude = await taskFiles(git, { repo, taskFile });
  return {
    ...(await changeOfWorkingTree(git, commit, exclude, signal)),
    base: { git, commit },
    unfit: null,
  };
}

async function changeOf(
  patchFile: string | null,
  trajectory: Trajectory | null,
  options: ScoreCommandOptions,
  signal: AbortSignal,
): Promise<BasedChange> {
  const patch =
    patchFile === null && trajectory
      ? patchOf(trajectory, options.trajectory ?? '')
      : await readText(patchFile ?? '-', signal);
  const bare = { patch, baseFiles: {}, base: null, unfit: null };
  return readAround(options, 1, bare, git => around(git, bare, options.base, trajectory, signal));
}

/** The change with the code around it, where it applies. */
async function around(
  git: Git,
  bare: BasedChange,
  base: string | null,
  trajectory: Trajectory | null,
  signal: AbortSignal,
): Promise<BasedChange> {
  const { patch } = bare;
  const commit =
    base === null
      ? ((trajectory?.baseCommit ? await git.resolve(trajectory.baseCommit, signal) : null) ??
        (await git.resolve('HEAD', signal)))
      : await commitOf(git, base, signal);
  if (commit === null) return bare;
  const reason = await unfitReason(git, { patch, base: commit }, signal);
  if (reason !== null && base !== null) return { ...bare, unfit: reason };
  if (reason !== null) {
    warn(
      `The change does not apply to ${commit.slice(0, 8)} (${reason}), so it is scored without the code around it; name its commit with --base.`,
    );
    return bare;
  }
  const baseFiles = await readBaseFiles(git, commit, parsePatch(patch).files, signal);
  return { ...bare, baseFiles, base: { git, commit } };
}

/** A change with where its base can be read; null when it cannot. */
interface BasedChange extends Change {
  readonly base: { readonly git: Git; readonly commit: string } | null;
  /** Why it does not apply to the base that was named; null when it does, or none was. */
  readonly unfit: string | null;
}

function described(verdict: ScoredVerdict, places: WhereToLook, steps: readonly StepScore[] | null): string {
  const doubt = otherTaskText(verdict);
  const notes = [
    ...(doubt === null ? [] : [doubt]),
    ...verdict.problems.map(plain),
    ...droppedTexts(verdict.dropped).map(text => `Not read, because it did not fit: ${plain(text)}.`),
  ];
  return [
    pc.bold(standingText(verdict)),
    ...hunksToLookAt(places, null),
    ...evidenceLists(verdict.evidence),
    ...(steps === null ? [] : [scoresAfterSteps(steps)]),
    ...(notes.length === 0 ? [] : [notes.join('\n')]),
    pc.dim(calibrationText(verdict.producedBy)),
  ].join('\n\n');
}

function scoresAfterSteps(steps: readonly StepScore[]): string {
  if (steps.length === 0) return 'No step of the trajectory left a change that could be scored.';
  const columns = [
    { title: 'After step', align: 'right' },
    { title: 'what it did', align: 'left' },
    { title: 'score', align: 'right' },
  ] as const;
  const scores = table(
    columns,
    steps.map(({ step, kind, command, score }) => [
      String(step),
      firstLine(command ?? kind),
      score === null ? '–' : percent(score),
    ]),
  );
  return [scores, ...refusalsOf(steps)].join('\n');
}

/** Each reason for no score once, after the steps that it holds for. */
function refusalsOf(steps: readonly StepScore[]): readonly string[] {
  const unscored = steps.flatMap(({ step, notScored: reason }) =>
    reason === null ? [] : [{ step, message: notScored(reason).message }],
  );
  return [...groupBy(unscored, ({ message }) => message)].map(
    ([message, those]) => `No score after step ${those.map(({ step }) => step).join(', ')}: ${message}`,
  );
}

/** As much of a command as fits beside a score. */
function firstLine(text: string): string {
  return plain(shortened(text.split('\n', 1)[0] ?? '', 60));
}
