import * as path from 'node:path';
import pc from 'picocolors';
import type { Task } from '../core/task/task';
import { EVIDENCE_SECTIONS, SECTION_TITLES, itemsOf } from '../core/scoring/evidenceSections';
import { processSteps } from '../core/evidence/processStep';
import type { ScoredVerdict, Verdict } from '../core/scoring/verdict';
import { notScored } from '../core/scoring/notScored';
import { parsePatch } from '../core/patch/parsePatch';
import { readBaseFiles } from '../platform/change/baseFiles';
import { unfitReason } from '../platform/apply/checkCandidates';
import type { Git } from '../platform/git/git';
import type { Trajectory } from '../core/trajectory/trajectory';
import { CommandProblem, misused, type ExitCode } from './exitCode';
import { readText } from './readText';
import { changeOfWorkingTree, commitOf, openRepository, readAround, type Change } from './repository';
import { exitCodeOf, verdictOn, withScorer, type ScorerOptions } from './scorers';
import { table } from './table';
import { taskFiles, taskFromOptions, taskOfRepository, type TaskOptions } from './taskOption';
import { printResult, warn } from './terminal';
import {
  calibrationText,
  droppedTexts,
  percent,
  pointsText,
  scoreText,
  valueText,
} from '../core/scoring/wording';
import { plain } from './plain';
import { openTrajectory, patchOf, scoreSteps, type StepScore } from './trajectoryChange';
import { shortened } from '../core/text/shortened';

export interface ScoreCommandOptions extends TaskOptions, ScorerOptions {
  /** Revision before the change; null: HEAD. */
  readonly base: string | null;
  readonly repo: string;
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
  const { patch, baseFiles, base, unfit } =
    repository === null
      ? await changeOf(patchFile, trajectory, options, signal)
      : await uncommittedChange(repository, options, signal);
  if (unfit !== null)
    return finished({ version: 1, task, verdict: notScored('doesNotApply', unfit), steps: null }, options);
  const output = await withScorer(options, 'Scoring the change', async (scorer): Promise<ScoreOutput> => {
    const influence = options.influence ? 'hunks' : 'none';
    const steps = trajectory ? processSteps(trajectory) : undefined;
    const verdict = await verdictOn(scorer, { task, patch, steps, baseFiles, influence }, signal);
    const after =
      trajectory && options.steps ? await scoreSteps(scorer, trajectory, task, base, signal) : null;
    return { version: 1, task, verdict, steps: after };
  });
  return finished(output, options);
}

async function finished(output: ScoreOutput, { json, influence }: ScoreCommandOptions): Promise<ExitCode> {
  const { verdict, steps } = output;
  if (json) await printResult(JSON.stringify(output, null, 2));
  else if (verdict.kind === 'scored') await printResult(described(verdict, influence, steps));
  else throw new CommandProblem(exitCodeOf([verdict]), verdict.message);
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

function described(verdict: ScoredVerdict, influence: boolean, steps: readonly StepScore[] | null): string {
  const notes = [
    ...verdict.problems.map(plain),
    ...droppedTexts(verdict.dropped).map(text => `Not read, because it did not fit: ${plain(text)}.`),
  ];
  return [
    pc.bold(scoreText(verdict)),
    ...evidenceTables(verdict),
    ...influenceOfHunks(verdict, influence),
    ...(steps === null ? [] : [scoresAfterSteps(steps)]),
    ...(notes.length === 0 ? [] : [notes.join('\n')]),
    pc.dim(calibrationText(verdict.producedBy)),
  ].join('\n\n');
}

function evidenceTables({ evidence }: ScoredVerdict): readonly string[] {
  return EVIDENCE_SECTIONS.flatMap(section => {
    const telling = itemsOf(section, evidence).filter(item => item.value !== 0);
    if (telling.length === 0) return [];
    const columns = [
      { title: `Evidence: ${SECTION_TITLES[section].toLowerCase()}`, align: 'left' },
      { title: 'value', align: 'right' },
    ] as const;
    return table(
      columns,
      telling.map(item => [item.description, valueText(item)]),
    );
  });
}

function influenceOfHunks({ hunks }: ScoredVerdict, asked: boolean): readonly string[] {
  if (hunks.length === 0) return asked ? ['The score rests on a single hunk.'] : [];
  const columns = [
    { title: 'Influence of each hunk', align: 'left' },
    { title: 'hunk', align: 'right' },
    { title: 'score with it', align: 'right' },
  ] as const;
  return [
    table(
      columns,
      hunks.map(hunk => [plain(hunk.path), String(hunk.hunk + 1), pointsText(hunk.delta)]),
    ),
  ];
}

function scoresAfterSteps(steps: readonly StepScore[]): string {
  if (steps.length === 0) return 'No step of the trajectory left a change that could be scored.';
  const columns = [
    { title: 'After step', align: 'right' },
    { title: 'what it did', align: 'left' },
    { title: 'score', align: 'right' },
  ] as const;
  return table(
    columns,
    steps.map(({ step, kind, command, score, notScored: reason }) => [
      String(step),
      firstLine(command ?? kind),
      score === null ? plain(reason ?? '') : percent(score),
    ]),
  );
}

/** As much of a command as fits beside a score. */
function firstLine(text: string): string {
  return plain(shortened(text.split('\n', 1)[0] ?? '', 60));
}
