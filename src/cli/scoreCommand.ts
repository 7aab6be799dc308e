import path from 'node:path';
import pc from 'picocolors';
import type { Task } from '../core/task/task';
import { EVIDENCE_GROUPS } from '../core/evidence/evidence';
import type { ScoredVerdict, Verdict } from '../core/scoring/verdict';
import { Git } from '../platform/git/git';
import { CommandProblem, type ExitCode } from './exitCode';
import { readText } from './readText';
import { baseFilesAt, commitOf, openRepository, changeOfWorkingTree, type Change } from './repository';
import { exitCodeOf, openScorer, requestDeadlineMs, type ScorerOptions } from './scorers';
import { table } from './table';
import { noTask, taskFromOptions, type TaskOptions } from './taskOption';
import { printResult, quiet, startProgress } from './terminal';
import { calibrationText, droppedText, pointsText, scoreText, valueText } from '../core/scoring/wording';
import { plain } from './plain';

export interface ScoreCommandOptions extends TaskOptions, ScorerOptions {
  /** Revision before the change; null: HEAD. */
  readonly base: string | null;
  readonly repo: string;
  readonly influence: boolean;
  readonly json: boolean;
}

/** What `swe-rm score --json` prints. */
export interface ScoreOutput {
  readonly version: 1;
  readonly task: Task;
  readonly verdict: Verdict;
}

/**
 * Scores one change by itself.
 *
 * @param patchFile a unified diff, `-` for standard input, null for the work tree against the base
 */
export async function scoreCommand(
  patchFile: string | null,
  options: ScoreCommandOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const task = await taskFromOptions(options, signal);
  if (task === null) throw noTask();
  const { patch, baseFiles } = await changeOf(patchFile, options, signal);
  const scorer = await openScorer(options, quiet);
  const progress = startProgress('Scoring the change');
  let verdict: Verdict;
  try {
    const { candidates } = await scorer.score(
      {
        task,
        candidates: [{ id: 'change', patch }],
        baseFiles,
        influence: options.influence ? 'hunks' : 'none',
        supersedes: null,
        deadlineMs: requestDeadlineMs,
        progressToken: null,
      },
      { signal },
    );
    signal.throwIfAborted();
    const [scored] = candidates;
    if (!scored) throw new Error('The scorer answered without a verdict.');
    verdict = scored.single;
  } finally {
    progress.stop();
    scorer.dispose();
  }
  if (options.json)
    await printResult(JSON.stringify({ version: 1, task, verdict } satisfies ScoreOutput, null, 2));
  else if (verdict.kind === 'scored') await printResult(described(verdict, options.influence));
  else throw new CommandProblem(exitCodeOf([verdict]), plain(verdict.message));
  return exitCodeOf([verdict]);
}

async function changeOf(
  patchFile: string | null,
  { base, repo }: ScoreCommandOptions,
  signal: AbortSignal,
): Promise<Change> {
  const folder = path.resolve(repo);
  if (patchFile === null) {
    const git = await openRepository(folder);
    return changeOfWorkingTree(git, await commitOf(git, base ?? 'HEAD', signal), signal);
  }
  const patch = await readText(patchFile, signal);
  // A base that was named must be there; one that was not is a bonus.
  const git = base === null ? await Git.open(folder) : await openRepository(folder);
  if (!(git instanceof Git)) return { patch, baseFiles: {} };
  const commit = base === null ? await git.resolve('HEAD', signal) : await commitOf(git, base, signal);
  return { patch, baseFiles: commit === null ? {} : await baseFilesAt(git, commit, patch, signal) };
}

function described(verdict: ScoredVerdict, influence: boolean): string {
  const paragraphs = [pc.bold(scoreText(verdict))];
  for (const group of EVIDENCE_GROUPS) {
    const telling = verdict.evidence.filter(item => item.group === group && item.value !== 0);
    if (telling.length > 0)
      paragraphs.push(
        table(
          [
            { title: `Evidence: ${group}`, align: 'left' },
            { title: 'value', align: 'right' },
          ],
          telling.map(item => [item.description, valueText(item)]),
        ),
      );
  }
  if (influence && verdict.hunks.length === 0)
    paragraphs.push(
      'There is one hunk, so nothing can be left out: the score of the change is the score of this hunk.',
    );
  if (verdict.hunks.length > 0)
    paragraphs.push(
      table(
        [
          { title: 'Influence of each hunk', align: 'left' },
          { title: 'hunk', align: 'right' },
          { title: 'score with it', align: 'right' },
        ],
        verdict.hunks.map(hunk => [plain(hunk.path), String(hunk.hunk + 1), pointsText(hunk.delta)]),
      ),
    );
  const notes = [
    ...verdict.problems.map(plain),
    ...verdict.dropped.map(part => `Not read, for lack of room: ${plain(droppedText(part))}.`),
  ];
  if (notes.length > 0) paragraphs.push(notes.join('\n'));
  paragraphs.push(pc.dim(calibrationText(verdict.producedBy)));
  return paragraphs.join('\n\n');
}
