import type {
  RankPatchesInput,
  RankPatchesOutput,
  ReviewChangeInput,
  ReviewChangeOutput,
  ScorePatchInput,
  ScorePatchOutput,
  ToolAnswer,
  ToolProblem,
} from '../../core/protocol/agentTools';
import type { ScoreResult, ScoringRequest } from '../../core/protocol/scorer';
import { EMPTY_RANKING, withUnscored } from '../../core/ranking/rank';
import { whereToLook } from '../../core/review/whereToLook';
import { notScored } from '../../core/scoring/notScored';
import type { ScoredVerdict } from '../../core/scoring/verdict';
import { taskIn, type TaskReading } from '../../core/task/taskReading';
import type { Task } from '../../core/task/task';
import { readForRanking } from '../candidates/readForRanking';
import { taskOfCommits } from '../change/commitTask';
import { readRange, resolveRange } from '../change/changeRange';
import type { ReadChange } from '../change/readChange';
import type { Git } from '../git/git';
import type { GitProblem } from '../git/noRepository';
import { readGivenCandidates, readGivenChange } from './givenPatches';
import { answered, refusal, refusalOfAll, ToolRefusal } from './toolRefusal';
import {
  evidenceOutput,
  legibleOrNull,
  PLACES,
  provenanceOutput,
  rankingSentences,
  scoreOutput,
  verdictOutput,
  verdictSentences,
} from './verdictOutput';

/** What the tools are asked through; a border, so that the editor and the MCP server share them. */
export interface AgentToolPorts {
  /** The repository that every path and revision is looked up in. */
  readonly repository: () => Promise<Git | GitProblem>;
  /** The task where the agent gives none. */
  readonly defaultTask: () => Promise<TaskReading>;
  /** Files of the repository that are about a change rather than part of it: the task file. Relative to its root. */
  readonly excluded: (git: Git) => ReadonlySet<string>;
  readonly score: (request: ScoringRequest, signal: AbortSignal) => Promise<ScoreResult | ToolProblem>;
}

/** A review tells of a task that nobody gave. */
const BY_COMMITS =
  'No task was given: the change is judged by what its commits say. For a better judgement, say in "task" what it should achieve.';

/**
 * The tools that agents call: they read the repository and the text they are given, ask the scorer, and answer in the
 * shapes of `core/protocol/agentTools.ts`. They write nothing and run nothing. What cannot be done is an answer with a
 * code and a sentence that says what to do next; nothing is thrown for what an agent sends.
 */
export class AgentTools {
  constructor(private readonly ports: AgentToolPorts) {}

  scorePatch(input: ScorePatchInput, signal: AbortSignal): Promise<ToolAnswer<ScorePatchOutput>> {
    return answered(signal, async () => {
      const git = await this.git();
      const task = await this.task(input.task);
      const change = await readGivenChange(git, input, this.ports.excluded(git), signal);
      const verdict = await this.scoreOne(task, change, { influence: 'hunks' }, signal);
      const places = whereToLook(change.files, verdict);
      return {
        reading: verdictSentences(verdict, task, places),
        ...verdictOutput(verdict, places, change, PLACES),
        evidence: evidenceOutput(verdict.evidence),
      };
    });
  }

  rankPatches(input: RankPatchesInput, signal: AbortSignal): Promise<ToolAnswer<RankPatchesOutput>> {
    return answered(signal, async () => {
      const git = await this.git();
      const task = await this.task(input.task);
      const { found, unread } = await readGivenCandidates(git, input, signal);
      const { unscored, ...read } = await readForRanking(git, found, signal);
      const request = { task, ...read, influence: 'none', supersedes: null } as const;
      const scoredOnes =
        read.candidates.length === 0 ? EMPTY_RANKING : (await this.score(request, signal)).ranking;
      const ranking = withUnscored(scoredOnes, [...unscored, ...unread]);
      const scored = ranking.groups.flatMap(({ verdict }) => (verdict.kind === 'scored' ? [verdict] : []));
      const [first] = ranking.groups;
      // Those without a score come last.
      if (first?.verdict.kind !== 'scored') throw refusalOfAll(ranking.groups);
      const call =
        ranking.call === null ? 'not_comparable' : ranking.call === 'clear' ? 'clear' : 'too_close_to_call';
      return {
        reading: rankingSentences(call, first.members, first.verdict, ranking.orderedRightly),
        groups: ranking.groups.map(({ rank, members, verdict, margin }) => ({
          rank,
          names: [...members],
          score: verdict.kind === 'scored' ? scoreOutput(verdict) : null,
          not_scored: verdict.kind === 'scored' ? null : verdict.message,
          margin: legibleOrNull(margin),
        })),
        call,
        ordered_rightly: legibleOrNull(ranking.orderedRightly),
        notes: [...new Set(scored.flatMap(({ problems }) => problems))],
        produced_by: provenanceOutput(first.verdict.producedBy),
      };
    });
  }

  reviewChange(input: ReviewChangeInput, signal: AbortSignal): Promise<ToolAnswer<ReviewChangeOutput>> {
    return answered(signal, async () => {
      const git = await this.git();
      const given = await this.taskReading(input.task);
      const range = await resolveRange(git, input.range, input.since ?? null, signal);
      if ('problem' in range) throw new ToolRefusal('unknownRevision', range.problem);
      const read = await readRange(git, range, signal);
      if ('problem' in read)
        throw read.reason === 'emptyPatch'
          ? new ToolRefusal('noChange', read.problem)
          : refusal({ kind: 'notScored', reason: read.reason, message: read.problem });
      const byCommits = input.task === undefined && given.task === null && given.problem === null;
      const task = taskOrRefusal(byCommits ? await taskOfCommits(git, range) : given);
      const change = byCommits ? { ...read, problems: [...read.problems, BY_COMMITS] } : read;
      const count = input.max_places ?? PLACES;
      const parts = { influence: 'hunksAndFiles', mostParts: count } as const;
      const verdict = await this.scoreOne(task, change, parts, signal);
      const places = whereToLook(change.files, verdict);
      return {
        reading: `${change.label}: ${verdictSentences(verdict, task, places)}`,
        ...verdictOutput(verdict, places, change, count),
        change: { label: change.label, base: change.base, head: change.head, files: change.files.length },
        files: places.files
          .slice(0, count)
          .map(({ path, delta }) => ({ path, influence: legibleOrNull(delta) })),
      };
    });
  }

  private async git(): Promise<Git> {
    const git = await this.ports.repository();
    if ('problem' in git) throw new ToolRefusal('noRepository', git.problem);
    return git;
  }

  private async task(text: string | undefined): Promise<Task> {
    return taskOrRefusal(await this.taskReading(text));
  }

  private async taskReading(text: string | undefined): Promise<TaskReading> {
    return text === undefined ? this.ports.defaultTask() : taskIn(text, 'agent', '"task"');
  }

  private async scoreOne(
    task: Task,
    { patch, baseFiles }: Pick<ReadChange, 'patch' | 'baseFiles'>,
    parts: Pick<ScoringRequest, 'influence' | 'mostParts'>,
    signal: AbortSignal,
  ): Promise<ScoredVerdict> {
    const candidates = [{ id: 'change', patch }];
    const result = await this.score({ task, candidates, baseFiles, ...parts, supersedes: null }, signal);
    const verdict = result.candidates[0]?.single;
    if (verdict?.kind === 'scored') return verdict;
    throw refusal(verdict ?? notScored('engineFailed'));
  }

  private async score(request: ScoringRequest, signal: AbortSignal): Promise<ScoreResult> {
    const result = await this.ports.score(request, signal);
    if ('code' in result) throw new ToolRefusal(result.code, result.message);
    return result;
  }
}

function taskOrRefusal({ task, problem }: TaskReading): Task {
  if (task !== null) return task;
  const why = problem === null ? '' : `, since ${problem}`;
  const sentence = `There is no task to judge the change by${why}; say in "task" what it should achieve.`;
  throw new ToolRefusal('noTask', sentence);
}
