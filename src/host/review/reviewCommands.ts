import * as vscode from 'vscode';
import { movedText } from '../../core/review/movedText';
import { summaryMarkdown } from '../../core/review/summaryMarkdown';
import type { NotScoredReason, Verdict } from '../../core/scoring/verdict';
import type { Alternatives } from '../candidates/alternatives';
import type { Choices } from '../candidates/choices';
import { cancellableWork } from '../cancellableWork';
import { inRankingOrder } from '../candidates/inRankingOrder';
import { pickMany } from '../candidates/sources/pickMany';
import type { RepositoryFinder } from '../capture/repositoryFinder';
import { NothingToDo } from '../nothingToDo';
import { PANEL_VIEW } from '../panel/panelPage';
import { showSection } from '../panel/panelReveal';
import type { Handlers } from '../registerCommands';
import type { TaskStore } from '../task/taskStore';
import { tellDone } from '../tellDone';
import type { Outcomes } from '../learning/outcomes';
import type { Task } from '../../core/task/task';
import { askedRange, type AskedRange } from '../../platform/change/changeRange';
import { OF_COMMITS, taskOfCommits } from '../../platform/change/commitTask';
import type { Git } from '../../platform/git/git';
import { chooseRange, chooseTask } from './chooseRange';
import type { RangeReview } from './rangeReview';
import type { ReviewDocuments } from './reviewDocuments';
import { chooseTestCommand } from './testCommand';
import { runOnCopy, type Testable } from './testRun';
import { countText } from '../../core/text/countText';

/** What the commands of the review act on. */
export interface ReviewTargets {
  readonly rangeReview: RangeReview;
  readonly reviewDocuments: ReviewDocuments;
  readonly repository: RepositoryFinder;
  readonly tasks: TaskStore;
  readonly alternatives: Alternatives;
  readonly choices: Choices;
  readonly outcomes: Outcomes;
  readonly memory: vscode.Memento;
  /** Aborted when the folder is looked at no longer. */
  readonly left: AbortSignal;
  /** Folder of the extension's own storage where copies of changes are tested. */
  readonly scratch: string;
  readonly log: vscode.LogOutputChannel;
}

/** Commands by their names without the prefix. */
export function reviewHandlers(targets: ReviewTargets): Handlers {
  const { rangeReview, reviewDocuments } = targets;
  return {
    reviewChange: () => begin(targets),
    reviewMoved: () => beginAnew(targets),
    openReview: () => reviewDocuments.open(),
    copyReview: () => copy(rangeReview),
    testReview: () => testReview(targets),
    testCandidates: () => testCandidates(targets),
    closeReview: () => rangeReview.close(),
  };
}

async function begin(targets: ReviewTargets): Promise<void> {
  const { repository, tasks, left } = targets;
  const git = await repository.git();
  const range = await chooseRange(git, left);
  if (range === null) return;
  const task = await chooseTask(git, range, await tasks.current());
  if (task === null) return;
  await show(targets, git, range, task);
}

/** Reviews what was asked for as it is by now, by the same task; where its commits said that, by what they say now. */
async function beginAnew(targets: ReviewTargets): Promise<void> {
  const { state, moved } = targets.rangeReview;
  if (state.kind !== 'reviewed' || moved === null)
    throw new NothingToDo('Nothing under review has moved on.');
  const { git, task } = state;
  const range = await askedRange(git, moved.range.anew, targets.left);
  const said = task.source === OF_COMMITS ? (await taskOfCommits(git, range)).task : null;
  await show(targets, git, range, said ?? task);
}

async function show(
  { rangeReview, reviewDocuments, left }: ReviewTargets,
  git: Git,
  range: AskedRange,
  task: Task,
): Promise<void> {
  await showSection('review');
  await vscode.window.withProgress({ location: { viewId: PANEL_VIEW } }, async () => {
    await rangeReview.start(git, range, task);
    left.throwIfAborted();
    await reviewDocuments.open();
  });
}

async function copy(review: RangeReview): Promise<void> {
  const { state, moved } = review;
  if (state.kind !== 'reviewed') throw new NothingToDo('Nothing is under review; choose a change first.');
  const { change, task, verdict, places, tests, notes } = state;
  const problems = [...(moved === null ? [] : [movedText(moved.range, moved.now)]), ...notes];
  const summary = { label: change.label, task: task.title, verdict, places, tests, problems };
  await vscode.env.clipboard.writeText(summaryMarkdown(summary));
  tellDone('the review was copied as Markdown.');
}

async function testReview(targets: ReviewTargets): Promise<void> {
  const { rangeReview, outcomes, left } = targets;
  const { state } = rangeReview;
  if (state.kind !== 'reviewed') throw new NothingToDo('Nothing is under review; choose a change first.');
  const { git, change, verdict } = state;
  const testable: Testable = { label: change.label, commit: change.head, patch: null };
  const command = await agreedCommand(targets, git.root, [testable]);
  if (command === null) return;
  const passed = await runOnCopy(git, testable, command, targets, left);
  if (passed === null) return;
  rangeReview.noteTests(change.head, { command, passed });
  await outcomes.noteTests(change.patch, change.head, passed, verdict);
}

async function testCandidates(targets: ReviewTargets): Promise<void> {
  const { alternatives, choices, repository, outcomes, left } = targets;
  const git = await repository.git();
  if (alternatives.candidates.length === 0)
    throw new NothingToDo('There are no candidates to test; add some first.');
  const testable = inRankingOrder(alternatives).filter(({ verdict }) => canBeTested(verdict));
  if (testable.length === 0)
    throw new NothingToDo('None of the candidates applies to its base, so there is nothing to test.');
  const chosen = await pickMany(
    'Run Tests: on which candidates',
    'Candidates that do not apply to their base are not listed',
    testable,
    ({ candidate, standing }) => ({
      label: choices.nameOf(candidate),
      description: standing,
      picked: true,
    }),
  );
  if (chosen === null) return;
  const testables = chosen.map(({ candidate }) => ({
    label: choices.nameOf(candidate),
    commit: candidate.base,
    patch: candidate.patch,
  }));
  const command = await agreedCommand(targets, git.root, testables);
  if (command === null) return;
  const results: boolean[] = [];
  await cancellableWork('Running tests', left, async (signal, report) => {
    for (const [index, change] of testables.entries()) {
      report(`${index + 1} of ${testables.length}: ${change.label}`, index / testables.length);
      const passed = await runOnCopy(git, change, command, targets, signal);
      // Whoever stops one of them means the others too.
      if (passed === null) return;
      results.push(passed);
      const verdict = chosen[index]?.verdict;
      await outcomes.noteTests(change.patch, null, passed, verdict?.kind === 'scored' ? verdict : null);
    }
  });
  if (results.length === 0) return;
  const passes = results.filter(passed => passed).length;
  const untested = testables.length - results.length;
  const others = untested === 0 ? '' : ` ${countText(untested, 'other was', 'others were')} not tested.`;
  const show = 'Show';
  const answer = await vscode.window.showInformationMessage(
    `The tests passed on ${passes} of ${countText(results.length, 'candidate')}.${others}`,
    show,
  );
  if (answer === show) await showSection('combined');
}

/** Reasons for which there is nothing that could be written into a copy. */
const NOT_TO_BE_WRITTEN: ReadonlySet<NotScoredReason> = new Set([
  'doesNotApply',
  'unreadable',
  'notADiff',
  'emptyPatch',
  'unsafePath',
  'combinedDiff',
]);

/** One that has no score for another reason may well have tests. */
function canBeTested(verdict: Verdict | null): boolean {
  return verdict?.kind !== 'notScored' || !NOT_TO_BE_WRITTEN.has(verdict.reason);
}

/** The command, once the person has chosen it, seen it with the folder it runs in, and agreed. */
async function agreedCommand(
  { memory }: ReviewTargets,
  root: string,
  testables: readonly Testable[],
): Promise<string | null> {
  if (!vscode.workspace.isTrusted)
    throw new Error('Tests run the code of the workspace, which is not trusted; trust it first.');
  const command = await chooseTestCommand(root, memory);
  if (command === null) return null;
  const what =
    testables.length === 1 ? `on ${testables[0]?.label ?? ''}` : `on ${testables.length} candidates in turn`;
  const run = 'Run';
  const detail =
    'The tracked files of the change are copied to a temporary folder, where the command runs in a terminal; then the folder is removed. It runs the code of the change with your permissions. Untracked files, such as installed packages, are not copied: have the command install them, or name a script that does.';
  const answer = await vscode.window.showWarningMessage(
    `Run “${command}” ${what}?`,
    { modal: true, detail },
    run,
  );
  return answer === run ? command : null;
}
