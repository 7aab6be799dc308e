import pc from 'picocolors';
import { groupBy } from '../core/evaluation/grouping';
import type { ScoreRequest } from '../core/protocol/scorer';
import { EMPTY_RANKING, withUnscored } from '../core/ranking/rank';
import type { RankedGroup, Ranking } from '../core/ranking/ranking';
import { confidenceWord } from '../core/scoring/confidenceWord';
import type { Task } from '../core/task/task';
import { alternativesFromFiles, alternativesFromRepository, type Alternatives } from './alternatives';
import { misused, type ExitCode } from './exitCode';
import type { RepositorySource } from './repositorySource';
import { exitCodeOf, scoresOf, withScorer, type ScorerOptions } from './scorers';
import { table, type Column } from './table';
import { taskFromOptions, taskOfRepository, type TaskOptions } from './taskOption';
import { printJson, printResult } from './terminal';
import {
  calibrationText,
  intervalText,
  OTHER_TASK_MARK,
  percent,
  percentReached,
} from '../core/scoring/wording';
import { plain } from './plain';
import { andMore } from '../core/text/andMore';

export interface RankCommandOptions extends TaskOptions, ScorerOptions {
  /** Rank what the repository holds; null: rank patches. */
  readonly source: RepositorySource | null;
  /** Revision whose files the patches change; null: HEAD, where there is one. */
  readonly base: string | null;
  readonly repo: string;
  readonly json: boolean;
}

/** What `swe-rm rank --json` prints. Members of a group are the candidates' names. */
interface RankOutput {
  readonly version: 1;
  readonly task: Task;
  readonly ranking: Ranking;
  /** Published outcomes by name, where the folder states them. */
  readonly outcomes: Readonly<Record<string, boolean>>;
}

/** Candidates that are named beside the reason why they have no score; the table has all of them. */
const MAX_NAMED = 5;

/** Ranks alternatives of one task: patch files, a folder of them, or what a repository holds. */
export async function rankCommand(
  paths: readonly string[],
  options: RankCommandOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const given = await taskFromOptions(options, signal);
  const {
    candidates,
    baseFiles,
    unscored,
    outcomes,
    task: found,
  } = await alternativesOf(paths, options, signal);
  const task = given ?? found ?? (await taskOfRepository(options.repo));
  const scored =
    candidates.length === 0
      ? EMPTY_RANKING
      : await rankingOf({ task, candidates, baseFiles }, options, signal);
  const ranking = withUnscored(scored, unscored);
  const output: RankOutput = { version: 1, task, ranking, outcomes };
  await (options.json ? printJson(output) : printResult(described(output)));
  return exitCodeOf(ranking.groups.map(group => group.verdict));
}

function rankingOf(
  request: Pick<ScoreRequest, 'task' | 'candidates' | 'baseFiles'>,
  options: ScorerOptions,
  signal: AbortSignal,
): Promise<Ranking> {
  const text =
    request.candidates.length === 1
      ? 'Scoring one candidate'
      : `Scoring ${request.candidates.length} candidates`;
  return withScorer(options, text, async (scorer, progress) => {
    const { ranking } = await scoresOf(scorer, { ...request, influence: 'none' }, signal, (done, total) =>
      progress.update(`Scored ${done} of ${total} candidates`),
    );
    return ranking;
  });
}

function alternativesOf(
  paths: readonly string[],
  { source, base, repo, taskFile }: RankCommandOptions,
  signal: AbortSignal,
): Promise<Alternatives> {
  if (source !== null && paths.length > 0) throw misused(`Give patches or --${source.kind}, not both.`);
  if (source !== null) return alternativesFromRepository(source, { repo, taskFile }, signal);
  if (paths.length === 0)
    throw misused(
      'Give patch files, a folder of them, or --branches BASE, --worktrees BASE, --stashes, --range A..B, --predictions FILE.',
    );
  return alternativesFromFiles(paths, { repo, base }, signal);
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
    ...(known ? [{ title: 'outcome', align: 'left' } as const] : []),
  ];
  const rows = ranking.groups.map(group => [...row(group), ...(known ? [outcomesOf(group, outcomes)] : [])]);
  const refusals = refusalsOf(ranking);
  const paragraphs = [pc.bold(plain(task.title)), table(columns, rows)];
  if (refusals.length > 0) paragraphs.push(refusals.join('\n'));
  const call = callText(ranking);
  if (call !== null) paragraphs.push(call);
  const first = ranking.groups[0]?.verdict;
  if (first?.kind === 'scored') paragraphs.push(pc.dim(calibrationText(first.producedBy)));
  return paragraphs.join('\n\n');
}

/** Each reason for no score once, after the candidates that it holds for: of a range that is most of them. */
function refusalsOf({ groups }: Ranking): readonly string[] {
  const unscored = groups.flatMap(({ members, verdict }) =>
    verdict.kind === 'notScored' ? members.map(name => ({ name, message: verdict.message })) : [],
  );
  return [...groupBy(unscored, ({ message }) => message)].map(([message, candidates]) => {
    const names = candidates.map(({ name }) => plain(name));
    return `${andMore(names, MAX_NAMED)}: ${plain(message)}`;
  });
}

function row({ rank, members, verdict, margin }: RankedGroup): string[] {
  // Equivalent candidates share a row, one a line.
  const names = members
    .map((name, index) => (index === 0 ? plain(name) : pc.dim(`= ${plain(name)}`)))
    .join('\n');
  if (verdict.kind === 'notScored') return ['–', names, '–', '–', 'not scored', ''];
  const word = confidenceWord(verdict.score) + (verdict.perhapsOtherTask ? `, ${OTHER_TASK_MARK}` : '');
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
  const share = `held-out pairs this far apart were ordered correctly ${percentReached(orderedRightly)} of the time`;
  const first = groups[0]?.members.map(plain).join(' = ') ?? '';
  return call === 'clear'
    ? `Clear: ${first} is ahead; ${share}.`
    : `Too close to call between the first two: ${share}.`;
}
