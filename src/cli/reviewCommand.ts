import path from 'node:path';
import pc from 'picocolors';
import { basisSentence, summaryMarkdown } from '../core/review/summaryMarkdown';
import { whereToLook, type WhereToLook } from '../core/review/whereToLook';
import { notScored } from '../core/scoring/notScored';
import type { Verdict } from '../core/scoring/verdict';
import { unreadSentence } from '../core/review/unread';
import { calibrationText, pointsText, scoreText } from '../core/scoring/wording';
import type { Task } from '../core/task/task';
import { readRange, resolveRange, type RangeChange } from '../platform/change/changeRange';
import { CommandProblem, ExitCode, refused } from './exitCode';
import { plain } from './plain';
import { openRepository } from './repository';
import { exitCodeOf, openScorer, requestDeadlineMs, type ScorerOptions } from './scorers';
import { table } from './table';
import { noTask, taskFromOptions, type TaskOptions } from './taskOption';
import { printResult, quiet, startProgress } from './terminal';

export interface ReviewCommandOptions extends TaskOptions, ScorerOptions {
  /** The branch that the change goes into; null: the default branch. */
  readonly since: string | null;
  readonly repo: string;
  readonly json: boolean;
  readonly markdown: boolean;
}

/** A table for people: what comes after the first twenty moves the score by next to nothing. */
const shownRows = 20;

/** What `swe-rm review --json` prints. Places are in the order of where to look first. */
export interface ReviewOutput {
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
  if (options.json && options.markdown)
    throw new CommandProblem(ExitCode.usage, 'Give --json or --markdown, not both.');
  const task = await taskFromOptions(options, signal);
  if (task === null) throw noTask();
  const change = await changeOf(range, options, signal);
  const verdict = await scored(task, change, options, signal);
  const places = verdict.kind === 'scored' ? whereToLook(change.files, verdict) : null;
  if (options.json) {
    const { label, base, head } = change;
    const output: ReviewOutput = { version: 1, task, change: { label, base, head }, verdict, places };
    await printResult(JSON.stringify(output, null, 2));
  } else if (verdict.kind === 'notScored' || places === null) {
    throw new CommandProblem(exitCodeOf([verdict]), 'message' in verdict ? plain(verdict.message) : '');
  } else if (options.markdown) {
    const unread = unreadSentence(change.files, verdict.dropped);
    const problems = [...change.problems, ...(unread === null ? [] : [unread])];
    const { label } = change;
    await printResult(summaryMarkdown({ label, task: task.title, verdict, places, tests: null, problems }));
  } else {
    await printResult(described(change, verdict, places));
  }
  return exitCodeOf([verdict]);
}

async function changeOf(
  range: string,
  { repo, since }: ReviewCommandOptions,
  signal: AbortSignal,
): Promise<RangeChange> {
  const git = await openRepository(path.resolve(repo));
  const resolved = await resolveRange(git, range, since, signal);
  signal.throwIfAborted();
  if ('problem' in resolved) throw refused(resolved.problem);
  const change = await readRange(git, resolved, signal);
  if ('problem' in change) throw refused(change.problem);
  return change;
}

async function scored(
  task: Task,
  { patch, baseFiles }: RangeChange,
  options: ScorerOptions,
  signal: AbortSignal,
): Promise<Verdict> {
  const scorer = await openScorer(options, quiet);
  const progress = startProgress('Scoring the change');
  try {
    const { candidates } = await scorer.score(
      {
        task,
        candidates: [{ id: 'change', patch }],
        baseFiles,
        influence: 'hunksAndFiles',
        supersedes: null,
        deadlineMs: requestDeadlineMs,
        progressToken: null,
      },
      {
        signal,
        onProgress: (done, total) => progress.update(`Left out ${done - 1} of ${total - 1} hunks and files`),
      },
    );
    signal.throwIfAborted();
    return candidates[0]?.single ?? notScored('engineFailed');
  } finally {
    progress.stop();
    scorer.dispose();
  }
}

function described(
  change: RangeChange,
  verdict: Extract<Verdict, { kind: 'scored' }>,
  places: WhereToLook,
): string {
  const influence = (delta: number | null) =>
    delta === null ? (places.basis === 'oneHunk' ? 'all of it' : '–') : pointsText(delta);
  const lines = ({ added, removed }: { readonly added: number; readonly removed: number }) =>
    `+${added} −${removed}`;
  const paragraphs = [
    `${pc.bold(scoreText(verdict))}  ${plain(change.label)}`,
    basisSentence(places),
    table(
      [
        { title: 'Where to look first', align: 'left' },
        { title: 'lines', align: 'right' },
        { title: 'influence', align: 'right' },
      ],
      places.hunks
        .slice(0, shownRows)
        .map(hunk => [
          `${plain(hunk.path)}${hunk.exists ? `:${hunk.line + 1}` : ' (deleted)'}`,
          lines(hunk),
          influence(hunk.delta),
        ]),
    ),
  ];
  if (places.files.length > 1)
    paragraphs.push(
      table(
        [
          { title: 'File', align: 'left' },
          { title: 'lines', align: 'right' },
          { title: 'influence', align: 'right' },
        ],
        places.files
          .slice(0, shownRows)
          .map(file => [plain(file.path), file.binary ? 'binary' : lines(file), influence(file.delta)]),
      ),
    );
  const hidden = places.hunks.length - shownRows;
  if (hidden > 0) paragraphs.push(`${hidden} more hunks with less influence; --json lists all.`);
  const unread = unreadSentence(change.files, verdict.dropped);
  const notes = [...change.problems.map(plain), ...(unread === null ? [] : [unread])];
  if (notes.length > 0) paragraphs.push(notes.join('\n'));
  paragraphs.push(pc.dim(calibrationText(verdict.producedBy)));
  return paragraphs.join('\n\n');
}
