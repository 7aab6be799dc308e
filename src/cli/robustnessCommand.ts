import { intervalOf, resampleTasks } from '../core/evaluation/bootstrap';
import { DEFAULT_EVALUATION } from '../core/evaluation/evaluate';
import { mean } from '../core/evaluation/mean';
import { mulberry32 } from '../core/evaluation/random';
import { fitsBase, type Fit } from '../core/patch/fitsBase';
import { formatPatch } from '../core/patch/formatPatch';
import type { Patch } from '../core/patch/patch';
import { readPatch } from '../core/patch/readPatch';
import type { PatchWithBase } from '../core/perturbation/patchWithBase';
import { PERTURBATIONS, type Perturbation } from '../core/perturbation/perturbation';
import { SCORER_REASONS } from '../core/scoring/notScored';
import type { ScoredVerdict, Verdict } from '../core/scoring/verdict';
import type { Task } from '../core/task/task';
import type { LabelledCandidate, LabelledSet, LabelledTask } from '../platform/labelledSet/labelledSet';
import type { ScorerClient } from '../platform/process/scorerClient';
import { CommandProblem, ExitCode, refused } from './exitCode';
import { openLabelledSet } from './openLabelledSet';
import type { Estimate, PerturbationReport, RobustnessReport } from './robustnessReport';
import { robustnessTable } from './robustnessTable';
import { verdictOn, withScorerPool, type ScorerPool } from './scorers';
import { printJson, printResult, startProgress } from './terminal';
import { byCodeUnit } from '../core/text/byCodeUnit';

export interface RobustnessCommandOptions {
  readonly model: string;
  readonly split: string | null;
  /** Patches to perturb, drawn by a fixed seed. */
  readonly sample: number;
  readonly json: boolean;
}

/** One patch with its score, and the score that the same patch has when perturbed. */
interface Pair {
  readonly taskId: string;
  /** Whether the perturbed patch applies to the base of the task: where it does not, the editor gives it no score. */
  readonly fit: Fit['kind'];
  readonly own: ScoredVerdict;
  readonly perturbed: ScoredVerdict;
}

interface Drawn {
  readonly labelled: LabelledTask & { readonly task: Task };
  readonly candidate: LabelledCandidate;
  readonly source: PatchWithBase;
}

/** What takes a second one of those that were drawn: its patch, or its task. */
const otherTask = { name: 'otherTask', title: 'the patch of another task', expected: 'harmful' } as const;
const wrongTask = { name: 'wrongTask', title: 'the task of another patch', expected: 'harmful' } as const;

/**
 * Says how far scores move where the code stays the same, and whether they fall where the change is undone, emptied or
 * that of another task, or judged by another's. Each patch is scored by itself.
 */
export async function robustnessCommand(
  folder: string,
  options: RobustnessCommandOptions,
  signal: AbortSignal,
): Promise<void> {
  const set = await openLabelledSet(folder, {
    split: options.split,
    limitTasks: null,
    limitCandidates: null,
    titlesOnly: false,
    otherTasks: false,
    signal,
  });
  const drawn = draw(set, options.sample);
  if (drawn.length === 0) throw refused(`${folder} holds no patch that could be perturbed.`);
  const { model, pairs } = await withScorerPool(options.model, async pool => ({
    model: pool.model,
    pairs: await pairsOf(drawn, pool, signal),
  }));
  const report: RobustnessReport = {
    set: { folder, split: options.split },
    model,
    patches: drawn.length,
    perturbations: [...PERTURBATIONS, otherTask, wrongTask].map(one =>
      reportOf(one, pairs.get(one.name) ?? []),
    ),
  };
  await (options.json ? printJson(report) : printResult(robustnessTable(report)));
}

/** The pairs of all patches by the name of the perturbation. */
async function pairsOf(
  drawn: readonly Drawn[],
  pool: ScorerPool,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly Pair[]>> {
  const pairs = new Map<string, Pair[]>();
  const progress = startProgress(`Scoring ${drawn.length} patches`);
  let done = 0;
  try {
    await pool.each([...drawn.entries()], async (scorer, [i, one]) => {
      const others = [...drawn.slice(i + 1), ...drawn.slice(0, i)];
      for (const [name, pair] of await perturbedScores(scorer, one, others, signal))
        pairs.set(name, [...(pairs.get(name) ?? []), pair]);
      progress.update(`Scored ${++done} of ${drawn.length} patches`);
    });
  } finally {
    progress.stop();
  }
  signal.throwIfAborted();
  return pairs;
}

/** Candidates in an order that the seed alone decides, and as many of them as asked for. */
function draw(set: LabelledSet, count: number): Drawn[] {
  const random = mulberry32(DEFAULT_EVALUATION.seed);
  return set.tasks
    .flatMap(labelled => labelled.candidates.map(candidate => ({ labelled, candidate, key: random() })))
    .sort((a, b) => a.key - b.key)
    .slice(0, count)
    .flatMap(({ labelled, candidate }) => {
      const { task } = labelled;
      const baseFiles = set.baseFiles(labelled.id);
      const source = { patch: readPatch(candidate.patch, baseFiles), baseFiles };
      return task === null ? [] : [{ labelled: { ...labelled, task }, candidate, source }];
    });
}

/**
 * The pairs of one patch by the name of the perturbation; none when the patch itself cannot be scored.
 *
 * @param others that were drawn, those after it first
 */
async function perturbedScores(
  scorer: ScorerClient,
  { labelled, candidate, source }: Drawn,
  others: readonly Drawn[],
  signal: AbortSignal,
): Promise<[string, Pair][]> {
  const score = (text: string, baseFiles: PatchWithBase['baseFiles'], task = labelled.task) =>
    scoreAlone(scorer, task, text, baseFiles, signal);
  const own = await score(candidate.patch, source.baseFiles);
  if (own.kind !== 'scored') return [];
  const pairs: [string, Pair][] = [];
  const add = (name: string, patch: Patch, perturbed: Verdict) => {
    const fit = fitsBase(patch, source.baseFiles).kind;
    if (perturbed.kind === 'scored') pairs.push([name, { taskId: labelled.id, fit, own, perturbed }]);
  };
  for (const { name, expected, apply } of PERTURBATIONS) {
    if (expected === 'harmful' && candidate.resolved !== true) continue;
    const changed = apply(source);
    if (changed) add(name, changed.patch, await score(formatPatch(changed.patch.files), changed.baseFiles));
  }
  if (candidate.resolved !== true) return pairs;
  const [next] = others;
  if (next && next.labelled.id !== labelled.id)
    add(otherTask.name, next.source.patch, await score(next.candidate.patch, next.source.baseFiles));
  // Tasks of one repository may have words in common that a patch for either holds.
  const elsewhere = others.find(other => other.labelled.repo !== labelled.repo);
  if (elsewhere)
    add(
      wrongTask.name,
      source.patch,
      await score(candidate.patch, source.baseFiles, elsewhere.labelled.task),
    );
  return pairs;
}

async function scoreAlone(
  scorer: ScorerClient,
  task: Task,
  patch: string,
  baseFiles: PatchWithBase['baseFiles'],
  signal: AbortSignal,
): Promise<Verdict> {
  const request = { task, patch, baseFiles, influence: 'none', measuring: true } as const;
  const verdict = await verdictOn(scorer, request, signal);
  if (verdict.kind === 'notScored' && SCORER_REASONS.has(verdict.reason))
    throw new CommandProblem(ExitCode.engine, verdict.message);
  return verdict;
}

const STATISTICS = {
  meanChange: (pairs: readonly Pair[]) => mean(pairs.map(changeOf)),
  meanAbsoluteChange: (pairs: readonly Pair[]) => mean(pairs.map(pair => Math.abs(changeOf(pair)))),
  withinInterval: (pairs: readonly Pair[]) =>
    mean(
      pairs.map(({ own: { interval }, perturbed: { score } }) =>
        interval.low <= score && score <= interval.high ? 1 : 0,
      ),
    ),
  below: (pairs: readonly Pair[]) => mean(pairs.map(pair => (changeOf(pair) < 0 ? 1 : 0))),
  perhapsOtherTask: (pairs: readonly Pair[]) =>
    mean(pairs.map(({ perturbed }) => (perturbed.perhapsOtherTask ? 1 : 0))),
};

function reportOf(
  { name, title, expected }: Pick<Perturbation, 'name' | 'title' | 'expected'>,
  unsorted: readonly Pair[],
): PerturbationReport {
  // Which scorer was first must not show in the resamples.
  const pairs = [...unsorted].sort((a, b) => byCodeUnit(a.taskId, b.taskId) || a.own.score - b.own.score);
  const resampled = resampleTasks(pairs, STATISTICS, DEFAULT_EVALUATION);
  const estimate = (statistic: keyof typeof STATISTICS): Estimate => ({
    value: STATISTICS[statistic](pairs) ?? 0,
    interval: pairs.length === 0 ? null : intervalOf(resampled[statistic]),
  });
  return {
    name,
    title,
    expected,
    patches: pairs.length,
    meanChange: estimate('meanChange'),
    meanAbsoluteChange: estimate('meanAbsoluteChange'),
    withinInterval: estimate('withinInterval'),
    below: estimate('below'),
    perhapsOtherTask: estimate('perhapsOtherTask'),
    unfit: pairs.filter(({ fit }) => fit === 'unfit').length,
    fitKnown: pairs.filter(({ fit }) => fit !== 'unknown').length,
  };
}

function changeOf({ own, perturbed }: Pair): number {
  return perturbed.score - own.score;
}
