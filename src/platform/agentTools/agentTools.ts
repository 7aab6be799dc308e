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
import { MAX_PATCH_BYTES, parsePatch } from '../../core/patch/parsePatch';
import type { FilePatch } from '../../core/patch/patch';
import type { InfluenceRequest, ScoreParams, ScoreResult } from '../../core/protocol/scorer';
import { EMPTY_RANKING, withUnscored, type UnscoredCandidate } from '../../core/ranking/rank';
import { orderText } from '../../core/review/placeWords';
import { whereToLook } from '../../core/review/whereToLook';
import { notScored, SCORER_REASONS } from '../../core/scoring/notScored';
import type { NotScoredVerdict, ScoredVerdict } from '../../core/scoring/verdict';
import { scoreText } from '../../core/scoring/wording';
import { shortened } from '../../core/text/shortened';
import { taskIn, type TaskReading } from '../../core/task/taskReading';
import type { Task } from '../../core/task/task';
import { unfitReason } from '../apply/checkCandidates';
import { readForRanking } from '../candidates/readForRanking';
import { readBaseFiles } from '../change/baseFiles';
import type { BasedPatch } from '../change/candidateBaseFiles';
import { changeBetween } from '../change/changeBetween';
import { readRange, resolveRange } from '../change/changeRange';
import { innerChanges, innerSentence, type InnerAdvice } from '../change/innerChanges';
import { unreadCandidate } from '../change/unreadCandidate';
import { workingTreeChange } from '../change/workingTree';
import type { Git } from '../git/git';
import { GitFailure } from '../git/gitFailure';
import type { GitProblem } from '../git/noRepository';
import { readRepositoryFile } from './repositoryFile';
import {
  evidenceOutput,
  legibleOrNull,
  PLACES,
  provenanceOutput,
  rankingSentence,
  scoreOutput,
  verdictOutput,
} from './verdictOutput';

/** What the tools are asked through; a border, so that the editor and the MCP server share them. */
export interface AgentToolPorts {
  /** The repository that every path and revision is looked up in. */
  readonly repository: () => Promise<Git | GitProblem>;
  /** The task where the agent gives none. */
  readonly defaultTask: () => Promise<TaskReading>;
  /** Files of the repository that are about a change rather than part of it: the task file. Relative to its root. */
  readonly excluded: (git: Git) => ReadonlySet<string>;
  readonly score: (
    request: Pick<ScoreParams, 'task' | 'candidates' | 'baseFiles' | 'influence' | 'supersedes'>,
    signal: AbortSignal,
  ) => Promise<ScoreResult | ToolProblem>;
}

/** As much of a task as a sentence bears. */
const MAX_TITLE = 200;

/** What can be done about a branch that is too large. */
const PART = 'leave generated files out of it, or give a part of it as a patch';

/** An agent cannot choose another repository by itself. */
const ADVICE: InnerAdvice = {
  edited: () => 'these tools judge it when that is their repository',
  moved: (_, range) => `these tools review ${range} when that is their repository`,
};

interface ReadPatch {
  readonly files: readonly FilePatch[];
  readonly patch: string;
  readonly baseFiles: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
}

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
      const change = await this.patchOf(git, input, signal);
      const verdict = await this.scoreOne(task, change, 'hunks', signal);
      const places = whereToLook(change.files, verdict);
      return {
        reading: `${scoreText(verdict)} to resolve "${shortened(task.title, MAX_TITLE)}". ${orderText(places)}`,
        ...verdictOutput(verdict, places, change, PLACES),
        evidence: evidenceOutput(verdict.evidence),
      };
    });
  }

  rankPatches(input: RankPatchesInput, signal: AbortSignal): Promise<ToolAnswer<RankPatchesOutput>> {
    return answered(signal, async () => {
      const git = await this.git();
      const task = await this.task(input.task);
      const { found, unread } = await this.candidatesOf(git, input, signal);
      const { unscored, ...read } = await readForRanking(git, found, signal);
      const request = { task, ...read, influence: 'none', supersedes: null } as const;
      const scoredOnes =
        read.candidates.length === 0 ? EMPTY_RANKING : (await this.score(request, signal)).ranking;
      const ranking = withUnscored(scoredOnes, [...unscored, ...unread]);
      const scored = ranking.groups.flatMap(({ verdict }) => (verdict.kind === 'scored' ? [verdict] : []));
      const [first] = ranking.groups;
      if (scored.length === 0 && first?.verdict.kind === 'notScored') throw refusal(first.verdict);
      const call =
        ranking.call === null ? 'not_comparable' : ranking.call === 'clear' ? 'clear' : 'too_close_to_call';
      return {
        reading: rankingSentence(call, first?.members ?? [], ranking.orderedRightly),
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
        produced_by: scored[0] === undefined ? null : provenanceOutput(scored[0].producedBy),
      };
    });
  }

  reviewChange(input: ReviewChangeInput, signal: AbortSignal): Promise<ToolAnswer<ReviewChangeOutput>> {
    return answered(signal, async () => {
      const git = await this.git();
      const task = await this.task(input.task);
      const range = await resolveRange(git, input.range, input.since ?? null, signal);
      if ('problem' in range) throw new ToolRefusal('unknownRevision', range.problem);
      const change = await readRange(git, range, signal);
      if ('problem' in change) throw new ToolRefusal('noChange', change.problem);
      const verdict = await this.scoreOne(task, change, 'hunksAndFiles', signal);
      const places = whereToLook(change.files, verdict);
      const count = input.max_places ?? PLACES;
      return {
        reading: `${change.label}: ${scoreText(verdict)} to resolve "${shortened(task.title, MAX_TITLE)}". ${orderText(places)}`,
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
    const { task, problem } =
      text === undefined ? await this.ports.defaultTask() : taskIn(text, 'agent', '"task"');
    if (task !== null) return task;
    const why = problem === null ? '' : `, since ${problem}`;
    const sentence = `There is no task to judge the change by${why}; say in "task" what it should achieve.`;
    throw new ToolRefusal('noTask', sentence);
  }

  private async patchOf(
    git: Git,
    { patch, patch_file: file, base = 'HEAD' }: Pick<ScorePatchInput, 'patch' | 'patch_file' | 'base'>,
    signal: AbortSignal,
  ): Promise<ReadPatch> {
    if (patch !== undefined && file !== undefined)
      throw new ToolRefusal('invalidInput', 'Give "patch" or "patch_file", not both.');
    const commit = await git.resolve(base, signal);
    if (commit === null) throw unknownBase(base);
    if (patch === undefined && file === undefined) {
      const exclude = this.ports.excluded(git);
      const change = await workingTreeChange(git, commit, { unsaved: [], exclude }, signal);
      if (change.kind === 'tooLarge') throw refusal(notScored('tooLarge'));
      const inner = await innerChanges(git, commit, change, signal);
      const apart = inner.map(one => innerSentence(one, ADVICE));
      if (change.files.length === 0) {
        const sentence = `The working tree has no change since ${base}; edit a file or give a patch.`;
        throw new ToolRefusal('noChange', [sentence, ...apart].join(' '));
      }
      return {
        files: change.files,
        patch: change.patch,
        baseFiles: await readBaseFiles(git, commit, change.files, signal),
        problems: [...change.problems, ...apart],
      };
    }
    const text = patch ?? (await this.fileOf(git, file ?? ''));
    if (typeof text !== 'string') throw refusal(text);
    const reason = await unfitReason(git, { patch: text, base: commit }, signal);
    if (reason !== null) throw refusal(notScored('doesNotApply', reason));
    const { files, problems } = parsePatch(text);
    const baseFiles = await readBaseFiles(git, commit, files, signal);
    return { files, patch: text, baseFiles, problems: problems.map(({ message }) => message) };
  }

  /** The diff in a file, or the verdict on one that is too large. */
  private async fileOf(git: Git, file: string): Promise<string | NotScoredVerdict> {
    const read = await readRepositoryFile(git, file, MAX_PATCH_BYTES);
    if (read.kind === 'read') return read.text;
    if (read.kind === 'tooLarge') return notScored('tooLarge', read.problem);
    throw new ToolRefusal('unreadable', read.problem);
  }

  /** A name that stands for nothing is refused: whoever mistyped it would take the answer for one on all of them. What is there and cannot be judged takes nothing from the others. */
  private async candidatesOf(
    git: Git,
    { patches, base = 'HEAD' }: RankPatchesInput,
    signal: AbortSignal,
  ): Promise<{ readonly found: readonly BasedPatch[]; readonly unread: readonly UnscoredCandidate[] }> {
    if (new Set(patches.map(({ name }) => name)).size !== patches.length)
      throw new ToolRefusal('invalidInput', 'Two candidates have the same name; give each its own.');
    const commit = await git.resolve(base, signal);
    if (commit === null) throw unknownBase(base);
    const found: BasedPatch[] = [];
    const unread: UnscoredCandidate[] = [];
    for (const { name, patch, patch_file: file, branch } of patches) {
      if ([patch, file, branch].filter(given => given !== undefined).length !== 1)
        throw new ToolRefusal('invalidInput', `Give "${name}" exactly one of patch, patch_file and branch.`);
      if (branch === undefined) {
        const text = patch ?? (await this.fileOf(git, file ?? ''));
        if (typeof text === 'string') found.push({ id: name, patch: text, base: commit });
        else unread.push({ id: name, verdict: text });
        continue;
      }
      try {
        const range = await resolveRange(git, branch, base, signal);
        if ('problem' in range) throw new ToolRefusal('unknownRevision', range.problem);
        const { label, base: from, head: to } = range;
        const change = await changeBetween(git, { label, from, to }, PART, signal);
        if ('patch' in change) found.push({ id: name, patch: change.patch, base: from });
        else {
          const { reason, problem: message } = change;
          unread.push({ id: name, verdict: { kind: 'notScored', reason, message } });
        }
      } catch (error) {
        unread.push({ id: name, verdict: unreadCandidate(error) });
      }
    }
    return { found, unread };
  }

  private async scoreOne(
    task: Task,
    { patch, baseFiles }: Pick<ReadPatch, 'patch' | 'baseFiles'>,
    influence: InfluenceRequest,
    signal: AbortSignal,
  ): Promise<ScoredVerdict> {
    const candidates = [{ id: 'change', patch }];
    const result = await this.score({ task, candidates, baseFiles, influence, supersedes: null }, signal);
    const verdict = result.candidates[0]?.single;
    if (verdict?.kind === 'scored') return verdict;
    throw refusal(verdict ?? notScored('engineFailed'));
  }

  private async score(
    request: Parameters<AgentToolPorts['score']>[0],
    signal: AbortSignal,
  ): Promise<ScoreResult> {
    const result = await this.ports.score(request, signal);
    if ('code' in result) throw new ToolRefusal(result.code, result.message);
    return result;
  }
}

/** Carries a problem from where it is found to the tool's answer; never leaves this file. */
class ToolRefusal extends Error {
  constructor(
    readonly code: ToolProblem['code'],
    message: string,
  ) {
    super(message);
  }
}

async function answered<Output>(
  signal: AbortSignal,
  work: () => Promise<Output>,
): Promise<ToolAnswer<Output>> {
  try {
    return { kind: 'done', output: await work() };
  } catch (error) {
    if (error instanceof ToolRefusal)
      return { kind: 'problem', problem: { code: error.code, message: error.message } };
    if (signal.aborted)
      return { kind: 'problem', problem: { code: 'cancelled', message: 'The call was cancelled.' } };
    if (GitFailure.is(error))
      return { kind: 'problem', problem: { code: 'unreadable', message: error.message } };
    throw error;
  }
}

function refusal({ reason, message }: NotScoredVerdict): ToolRefusal {
  if (reason === 'cancelled') return new ToolRefusal('cancelled', message);
  if (reason === 'unreadable') return new ToolRefusal('unreadable', message);
  return new ToolRefusal(SCORER_REASONS.has(reason) ? 'scorerFailed' : 'notScored', message);
}

function unknownBase(base: string): ToolRefusal {
  return new ToolRefusal('unknownRevision', `There is no commit "${base}"; name another base.`);
}
