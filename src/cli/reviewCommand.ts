import * as path from 'node:path';
import pc from 'picocolors';
import { fileInfluenceText } from '../core/review/fileInfluence';
import { MAX_PLACES, summaryMarkdown, type ReviewSummary } from '../core/review/summaryMarkdown';
import { whereToLook, type WhereToLook } from '../core/review/whereToLook';
import type { Verdict } from '../core/scoring/verdict';
import { reviewNotes } from '../core/review/reviewNotes';
import { standingText } from '../core/scoring/standingText';
import { calibrationText, linesText } from '../core/scoring/wording';
import type { Task } from '../core/task/task';
import type { TaskReading } from '../core/task/taskReading';
import { readRange, resolveRange, type ChangeRange, type RangeChange } from '../platform/change/changeRange';
import { taskOfCommits } from '../platform/change/commitTask';
import type { Git } from '../platform/git/git';
import { CommandProblem, misused, refused, type ExitCode } from './exitCode';
import { hunksToLookAt, influenceTable, SHOWN_ROWS } from './influenceTable';
import { plain } from './plain';
import { openRepository } from './repository';
import { exitCodeOf, verdictOn, withScorer, type ScorerOptions } from './scorers';
import { readTaskOfRepository, taskFromOptions, taskOrRefusal, type TaskOptions } from './taskOption';
import { printJson, printResult, warn } from './terminal';

export interface ReviewCommandOptions extends TaskOptions, ScorerOptions {
  /** The branch that the change goes into; null: the default branch. */
  readonly since: string | null;
  readonly repo: string;
  readonly json: boolean;
  readonly markdown: boolean;
}

/** What `swe-rm review --json` prints. Places are in the order of where to look first, their lines counted from 1. */
interface ReviewOutput {
  readonly version: 1;
  readonly task: Task;
  readonly change: { readonly label: string; readonly base: string; readonly head: string };
  readonly verdict: Verdict;
  /** Null when there is no score. */
  readonly places: WhereToLook | null;
}

/** Reviews a branch, a pull request's head, a commit or a range: its score, and where to look first. */
export async function reviewCommand(
  range: string,
  options: ReviewCommandOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  if (options.json && options.markdown) throw misused('Give --json or --markdown, not both.');
  // What is wrong with the repository is said before that no task was found in it.
  const git = await openRepository(path.resolve(options.repo));
  const given = await taskFromOptions(options, signal);
  const found = given === null ? await readTaskOfRepository(options.repo) : { task: given, problem: null };
  const change = await changeOf(git, range, options, signal);
  const task = found.task ?? (await taskInstead(git, change, found));
  const verdict = await scored(task, change, options, signal);
  if (options.json) {
    const { label, base, head } = change;
    const said = verdict.kind === 'scored' ? verdict.problems : [];
    for (const problem of change.problems) if (!said.includes(problem)) warn(problem);
    const places = verdict.kind === 'scored' ? countedFromOne(whereToLook(change.files, verdict)) : null;
    const output: ReviewOutput = { version: 1, task, change: { label, base, head }, verdict, places };
    await printJson(output);
  } else if (verdict.kind === 'notScored') {
    throw new CommandProblem(exitCodeOf([verdict]), verdict.message);
  } else {
    const places = whereToLook(change.files, verdict);
    const problems = reviewNotes(change, verdict);
    const review: ReviewSummary = {
      label: change.label,
      task: task.title,
      verdict,
      places,
      tests: null,
      problems,
    };
    await printResult(options.markdown ? summaryMarkdown(review) : described(review));
  }
  return exitCodeOf([verdict]);
}

/** As editors and compilers count lines. */
function countedFromOne(places: WhereToLook): WhereToLook {
  return { ...places, hunks: places.hunks.map(hunk => ({ ...hunk, line: hunk.line + 1 })) };
}

/** Without a task of its own a change is judged by what its commits say; not so where there is one that cannot be read. */
async function taskInstead(git: Git, change: RangeChange, found: TaskReading): Promise<Task> {
  const task = taskOrRefusal(found.problem === null ? await taskOfCommits(git, change) : found);
  warn(`Judged by what its commits say: "${task.title}". --task TEXT gives another task.`);
  return task;
}

async function changeOf(
  git: Git,
  range: string,
  { since }: ReviewCommandOptions,
  signal: AbortSignal,
): Promise<RangeChange> {
  const resolved = await resolveRange(git, range, since, signal);
  if ('problem' in resolved) throw refused(resolved.problem);
  const change = await readRange(git, resolved, signal);
  if ('problem' in change)
    throw refused(change.reason === 'tooLarge' ? inPart(change.problem, resolved) : change.problem);
  return change;
}

/** The sentence on a change that is too large, with how a part of it is had. */
function inPart(sentence: string, { base, head }: ChangeRange): string {
  const [from, to] = [base.slice(0, 10), head.slice(0, 10)];
  return sentence.replace(/\.$/, `: "git diff ${from} ${to} -- PATHS | swe-rm score - --base ${from}".`);
}

/** What is not shown need not be measured, which takes about a score for each part; JSON shows all. */
function shownParts({ json, markdown }: ReviewCommandOptions): number | undefined {
  return json ? undefined : markdown ? MAX_PLACES : SHOWN_ROWS;
}

function scored(
  task: Task,
  { patch, baseFiles }: RangeChange,
  options: ReviewCommandOptions,
  signal: AbortSignal,
): Promise<Verdict> {
  const mostParts = shownParts(options);
  return withScorer(options, 'Scoring the change', (scorer, progress) =>
    verdictOn(
      scorer,
      { task, patch, baseFiles, influence: 'hunksAndFiles', mostParts },
      signal,
      (done, total) => progress.update(`Measured ${done - 1} of ${total - 1} hunks and files`),
    ),
  );
}

function described({ label, verdict, places, problems }: ReviewSummary): string {
  const paragraphs = [
    `${pc.bold(standingText(verdict))}  ${plain(label)}`,
    ...hunksToLookAt(places, '--json lists all'),
  ];
  if (places.files.length > 1)
    paragraphs.push(
      influenceTable(
        'File',
        places.files
          .slice(0, SHOWN_ROWS)
          .map(file => [
            file.path,
            file.binary ? 'binary' : linesText(file),
            fileInfluenceText(file, places),
          ]),
      ),
    );
  if (problems.length > 0) paragraphs.push(problems.map(plain).join('\n'));
  paragraphs.push(pc.dim(calibrationText(verdict.producedBy)));
  return paragraphs.join('\n\n');
}
