/**
 * npm run bench:faults -- DATA: does the influence of hunks lead a reviewer to a fault? Takes accepted candidates of a
 * labelled set with at least three hunks, plants one fault in one hunk of each, and asks how often that hunk is among
 * the first two by each order, beside chance and beside looking at the largest hunks first.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { groupBy } from '../../src/core/evaluation/grouping';
import { mulberry32 } from '../../src/core/evaluation/random';
import { fileRole } from '../../src/core/patch/fileRole';
import { parsePatch } from '../../src/core/patch/parsePatch';
import { pathOf, type Patch } from '../../src/core/patch/patch';
import { percentile } from '../../src/core/scoring/calibrate';
import type { HunkInfluence, ScoredVerdict } from '../../src/core/scoring/verdict';
import type { Task } from '../../src/core/task/task';
import { readLabelledSet } from '../../src/platform/labelledSet/labelledSet';
import { ScorerClient } from '../../src/platform/process/scorerClient';
import { plantFault, type PlantedFault } from './plantFault';
import { messageOf } from '../../src/core/text/messageOf';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    split: { type: 'string', default: 'dev' },
    count: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    model: { type: 'string', default: 'model' },
    json: { type: 'boolean', default: false },
  },
});

/** Among two hunks the first two are all there are; beyond sixteen the scorer measures the largest alone. */
const leastHunks = 3;
const mostHunks = 16;
const first = 2;
const resamples = 2000;

interface Case {
  readonly id: string;
  readonly taskId: string;
  readonly task: Task;
  readonly baseFiles: Readonly<Record<string, string>>;
  readonly original: string;
  readonly fault: PlantedFault;
}

interface Place {
  readonly path: string;
  readonly hunk: number;
  readonly size: number;
  readonly delta: number;
}

interface Finding {
  readonly taskId: string;
  readonly hunks: number;
  /** The score fell when the fault was planted. */
  readonly fell: boolean;
  readonly unchanged: boolean;
  /** 1 when the mutated hunk is among the first two by an order, a share where places are tied. */
  readonly found: Readonly<Record<Order, number>>;
}

/** Each order gives a place a value among the others; the greatest stands first. */
const ORDERS = {
  'influence, by size': place => Math.abs(place.delta),
  'influence, least first': place => -place.delta,
  'influence, greatest first': place => place.delta,
  'largest hunk': place => place.size,
  'influence and size': (place, all) =>
    -rankIn(all, place, other => Math.abs(other.delta)) - rankIn(all, place, other => other.size),
  chance: () => 0,
} as const satisfies Record<string, (place: Place, all: readonly Place[]) => number>;
type Order = keyof typeof ORDERS;
const orders = Object.keys(ORDERS) as Order[];

/** One candidate of each task, then a second one, until there are enough: the tasks with many must not decide. */
async function cases(folder: string): Promise<readonly Case[]> {
  const { signal } = new AbortController();
  const set = await readLabelledSet(folder, {
    split: options.split,
    limitTasks: null,
    limitCandidates: null,
    titlesOnly: false,
    signal,
  });
  const random = mulberry32(Number(options.seed));
  const byTask = shuffled(set.tasks, random).map(({ id, task, candidates }) => {
    const baseFiles = set.baseFiles(id);
    return shuffled(candidates, random).flatMap(candidate => {
      if (task === null || candidate.resolved !== true) return [];
      const patch = parsePatch(candidate.patch);
      const hunks = places(patch).length;
      if (hunks < leastHunks || hunks > mostHunks || patch.problems.length > 0) return [];
      const fault = plantFault(patch, file => fileRole(file) === 'source', random);
      if (fault === null) return [];
      return [{ id: candidate.id, taskId: id, task, baseFiles, original: candidate.patch, fault }];
    });
  });
  const rounds = Math.max(0, ...byTask.map(own => own.length));
  const inRounds = Array.from({ length: rounds }, (_, round) => byTask.flatMap(own => own[round] ?? []));
  return inRounds.flat().slice(0, Number(options.count));
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map(item => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

function places(patch: Patch, influences: readonly HunkInfluence[] = []): Place[] {
  return patch.files
    .flatMap(file =>
      file.hunks.map((hunk, index) => ({
        path: pathOf(file),
        hunk: index,
        size: hunk.lines.filter(line => line.kind !== 'context').length,
        delta: influences.find(item => item.path === pathOf(file) && item.hunk === index)?.delta ?? 0,
      })),
    )
    .filter(place => place.size > 0);
}

/** How many places stand before this one, ties counted half. */
function rankIn(all: readonly Place[], place: Place, value: (place: Place) => number): number {
  const own = value(place);
  const ahead = all.filter(other => value(other) > own).length;
  return ahead + (all.filter(other => value(other) === own).length - 1) / 2;
}

/** The chance that the hunk is among the first two when ties are broken by lot. */
function amongFirst(
  all: readonly Place[],
  wanted: PlantedFault,
  order: (place: Place, all: readonly Place[]) => number,
): number {
  const own = all.find(place => place.path === wanted.path && place.hunk === wanted.hunk);
  if (own === undefined) throw new Error('The hunk with the fault has no place.');
  const value = order(own, all);
  const ahead = all.filter(place => order(place, all) > value).length;
  const tied = all.filter(place => order(place, all) === value).length;
  return Math.min(1, Math.max(0, first - ahead) / tied);
}

async function score(
  scorer: ScorerClient,
  item: Case,
  patch: string,
  influence: 'none' | 'hunks',
): Promise<ScoredVerdict> {
  const { candidates } = await scorer.score({
    task: item.task,
    candidates: [{ id: 'change', patch }],
    baseFiles: item.baseFiles,
    influence,
    supersedes: null,
    deadlineMs: 600_000,
  });
  const verdict = candidates[0]?.single;
  if (verdict?.kind !== 'scored') throw new Error(`${item.id}: ${verdict?.message ?? 'no answer'}`);
  return verdict;
}

async function measure(scorer: ScorerClient, item: Case): Promise<Finding> {
  const before = await score(scorer, item, item.original, 'none');
  const after = await score(scorer, item, item.fault.text, 'hunks');
  const all = places(item.fault.patch, after.hunks);
  return {
    taskId: item.taskId,
    hunks: all.length,
    fell: after.score < before.score,
    unchanged: after.score === before.score,
    found: Object.fromEntries(
      orders.map(order => [order, amongFirst(all, item.fault, ORDERS[order])]),
    ) as Finding['found'],
  };
}

interface Rate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Mean over cases and its 95 % bootstrap interval over tasks. */
function rate(findings: readonly Finding[], value: (finding: Finding) => number): Rate {
  const mean = (list: readonly Finding[]) =>
    list.reduce((sum, finding) => sum + value(finding), 0) / list.length;
  const byTask = [...groupBy(findings, finding => finding.taskId).values()];
  const random = mulberry32(7);
  const means = Array.from({ length: resamples }, () =>
    mean(byTask.flatMap(() => byTask[Math.floor(random() * byTask.length)] ?? [])),
  ).sort((a, b) => a - b);
  return { mean: mean(findings), low: percentile(means, 0.025) ?? 0, high: percentile(means, 0.975) ?? 1 };
}

async function main(): Promise<void> {
  const [folder] = positionals;
  if (folder === undefined) throw new Error('Give the folder of a labelled set.');
  const scorer = new ScorerClient({
    workerPath: path.resolve('dist/worker.js'),
    modelFolder: path.resolve(options.model),
    threads: 1,
    nodeExecutable: null,
    memoryCeilingBytes: 2 * 1024 ** 3,
    log: () => undefined,
  });
  try {
    const findings: Finding[] = [];
    const chosen = await cases(folder);
    for (const item of chosen) {
      findings.push(await measure(scorer, item));
      if (findings.length % 10 === 0) process.stderr.write(`${findings.length} of ${chosen.length}\n`);
    }
    report(chosen, findings);
  } finally {
    scorer.dispose();
  }
}

function report(chosen: readonly Case[], findings: readonly Finding[]): void {
  const rows = orders.map(order => ({ order, ...rate(findings, ({ found }) => found[order]) }));
  const lower = rate(findings, ({ fell, unchanged }) => (fell ? 1 : unchanged ? 0.5 : 0));
  const hunks = findings.map(finding => finding.hunks).sort((a, b) => a - b);
  const operators: Record<string, number> = {};
  for (const { fault } of chosen) operators[fault.operator] = (operators[fault.operator] ?? 0) + 1;
  const result = {
    split: options.split,
    cases: findings.length,
    tasks: new Set(findings.map(({ taskId }) => taskId)).size,
    medianHunks: percentile(hunks, 0.5),
    operators,
    rows,
    lower,
  };
  if (options.json) {
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return;
  }
  const percent = (value: number) => `${(value * 100).toFixed(0)} %`;
  const table = new Table({ head: ['order', 'fault among the first two', '95 % interval'] });
  table.push(
    ...rows.map(row => [row.order, percent(row.mean), `${percent(row.low)} to ${percent(row.high)}`]),
  );
  process.stdout.write(
    `${findings.length} accepted candidates of split ${options.split}, ${leastHunks} to ${mostHunks} hunks (median ${result.medianHunks ?? 0})\n`,
  );
  process.stdout.write(
    `${table.toString()}\nThe score fell with the fault in ${percent(lower.mean)} (${percent(lower.low)} to ${percent(lower.high)}) of them; by chance 50 %.\n`,
  );
}

void main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
