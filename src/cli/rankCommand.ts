import pc from 'picocolors';
import type { RankedGroup, Ranking } from '../core/ranking/ranking';
import { confidenceWord } from '../core/scoring/confidenceWord';
import type { Task } from '../core/task/task';
import { alternativesFromBranches, alternativesFromFiles, type Alternatives } from './alternatives';
import { CommandProblem, ExitCode } from './exitCode';
import { exitCodeOf, openScorer, requestDeadlineMs, type ScorerOptions } from './scorers';
import { table, type Column } from './table';
import { noTask, taskFromOptions, type TaskOptions } from './taskOption';
import { printResult, quiet, startProgress } from './terminal';
import { calibrationText, intervalText, percent } from '../core/scoring/wording';
import { plain } from './plain';

export interface RankCommandOptions extends TaskOptions, ScorerOptions {
  /** Rank the local branches against this revision; null: rank patches. */
  readonly branches: string | null;
  /** Revision whose files the patches change; null: HEAD, where there is one. */
  readonly base: string | null;
  readonly repo: string;
  readonly json: boolean;
}

/** What `swe-rm rank --json` prints. Members of a group are the candidates' names. */
export interface RankOutput {
  readonly version: 1;
  readonly task: Task;
  readonly ranking: Ranking;
  /** Published outcomes by name, where the folder states them. */
  readonly outcomes: Readonly<Record<string, boolean>>;
}

/** Ranks alternatives of one task: patch files, a folder of them, or branches. */
export async function rankCommand(
  paths: readonly string[],
  options: RankCommandOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const given = await taskFromOptions(options, signal);
  const { candidates, baseFiles, outcomes, task: found } = await alternativesOf(paths, options, signal);
  const task = given ?? found;
  if (task === null) throw noTask();
  const scorer = await openScorer(options, quiet);
  const progress = startProgress(`Scoring ${candidates.length} candidates`);
  let ranking: Ranking;
  try {
    const result = await scorer.score(
      {
        task,
        candidates,
        baseFiles,
        influence: 'none',
        supersedes: null,
        deadlineMs: requestDeadlineMs,
        progressToken: null,
      },
      { signal, onProgress: (done, total) => progress.update(`Scored ${done} of ${total} candidates`) },
    );
    signal.throwIfAborted();
    ranking = result.ranking;
  } finally {
    progress.stop();
    scorer.dispose();
  }
  const output: RankOutput = { version: 1, task, ranking, outcomes };
  await printResult(options.json ? JSON.stringify(output, null, 2) : described(output));
  return exitCodeOf(ranking.groups.map(group => group.verdict));
}

function alternativesOf(
  paths: readonly string[],
  { branches, base, repo }: RankCommandOptions,
  signal: AbortSignal,
): Promise<Alternatives> {
  if (branches !== null && paths.length > 0)
    throw new CommandProblem(ExitCode.usage, 'Give patches or --branches, not both.');
  if (branches !== null) return alternativesFromBranches(branches, repo, signal);
  if (paths.length === 0)
    throw new CommandProblem(ExitCode.usage, 'Give patch files, a folder of them, or --branches BASE.');
  return alternativesFromFiles(paths, repo, base, signal);
}

function described({ task, ranking, outcomes }: RankOutput): string {
  const known = Object.keys(outcomes).length > 0;
  const columns: readonly Column[] = [
    { title: '#', align: 'right' },
    { title: 'candidate', align: 'left' },
    { title: 'score', align: 'right' },
    { title: '90 % interval', align: 'right' },
    { title: '', align: 'left' },
    { title: 'points ahead', align: 'right' },
    ...(known ? [{ title: 'in fact', align: 'left' } as const] : []),
  ];
  const rows = ranking.groups.map(group => [...row(group), ...(known ? [outcomesOf(group, outcomes)] : [])]);
  const refusals = ranking.groups.flatMap(({ members, verdict }) =>
    verdict.kind === 'notScored' ? [`${members.map(plain).join(', ')}: ${plain(verdict.message)}`] : [],
  );
  const paragraphs = [pc.bold(plain(task.title)), table(columns, rows)];
  if (refusals.length > 0) paragraphs.push(refusals.join('\n'));
  const call = callText(ranking);
  if (call !== null) paragraphs.push(call);
  const first = ranking.groups[0]?.verdict;
  if (first?.kind === 'scored') paragraphs.push(pc.dim(calibrationText(first.producedBy)));
  return paragraphs.join('\n\n');
}

function row({ rank, members, verdict, margin }: RankedGroup): string[] {
  // Equivalent candidates share a row, one a line.
  const names = members
    .map((name, index) => (index === 0 ? plain(name) : pc.dim(`= ${plain(name)}`)))
    .join('\n');
  if (verdict.kind === 'notScored') return ['–', names, '–', '–', 'not scored', ''];
  const word = confidenceWord(verdict.score);
  return [
    String(rank),
    names,
    pc.bold(percent(verdict.score)),
    intervalText(verdict.interval),
    word,
    margin === null ? '' : (margin * 100).toFixed(1),
  ];
}

function outcomesOf({ members }: RankedGroup, outcomes: Readonly<Record<string, boolean>>): string {
  return members
    .map(name => {
      const resolved = Object.hasOwn(outcomes, name) ? outcomes[name] : undefined;
      return resolved === undefined ? '' : resolved ? 'resolved' : 'not resolved';
    })
    .join('\n');
}

function callText({ call, orderedRightly, groups }: Ranking): string | null {
  if (call === null || orderedRightly === null) return null;
  const share = `held-out pairs this far apart were ordered rightly ${percent(orderedRightly)} of the time`;
  const first = groups[0]?.members.map(plain).join(' = ') ?? '';
  return call === 'clear'
    ? `Clear: ${first} is ahead; ${share}.`
    : `Too close to call between the first two: ${share}.`;
}
