/**
 * npm run bench:places -- CHANGES: does the order of "where to look first" lead a reviewer to what later has to be mended? Takes commits
 * of which a later fix changed some hunks, and asks how often such a hunk is among the first two by each order.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { intervalOf, resampleTasks } from '../../src/core/evaluation/bootstrap';
import { mean } from '../../src/core/evaluation/mean';
import { mulberry32 } from '../../src/core/evaluation/random';
import type { HunkPlace } from '../../src/core/review/hunkPlace';
import { byLook, whereToLook } from '../../src/core/review/whereToLook';
import { messageOf } from '../../src/core/text/messageOf';
import { ScorerClient } from '../../src/platform/process/scorerClient';
import { readFixedLater, type FixedLater } from './fixedLater';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '600' },
    seed: { type: 'string', default: '1' },
    model: { type: 'string', default: 'model' },
  },
});

/** Among two hunks the first two are all there are; beyond sixteen the influence of the first is measured alone. */
const LEAST_HUNKS = 3;
const MOST_HUNKS = 16;
const FIRST = 2;
const bootstrap = { resamples: 2000, seed: 7 };

/** Compares two hunks of one commit, as `sort` has it; 0 leaves it to the lot. */
type Order = (a: HunkPlace, b: HunkPlace, all: readonly HunkPlace[]) => number;
const lines = ({ added, removed }: HunkPlace) => added + removed;
const influence = ({ delta }: HunkPlace) => Math.abs(delta ?? 0);

const ORDERS = {
  'most added code (what a review shows)': byLook,
  'most lines changed': (a, b) => lines(b) - lines(a),
  'most lines added': (a, b) => b.added - a.added,
  'influence, by size': (a, b) => influence(b) - influence(a),
  'influence, lowering first': (a, b) => (a.delta ?? 0) - (b.delta ?? 0),
  'ranks of added code and influence, summed': (a, b, all) => summedRank(a, all) - summedRank(b, all),
  'as the diff lists them': (a, b, all) => all.indexOf(a) - all.indexOf(b),
  'at random': () => 0,
} as const satisfies Record<string, Order>;
type OrderName = keyof typeof ORDERS;
const names = Object.keys(ORDERS) as OrderName[];

function summedRank(place: HunkPlace, all: readonly HunkPlace[]): number {
  const ahead = (value: (place: HunkPlace) => number) =>
    all.filter(other => value(other) > value(place)).length;
  return ahead(({ code }) => code) + ahead(influence);
}

/** Commits that say something: some of their hunks were mended, not all, and they can be listed. */
function tells({ places, fixed }: FixedLater): boolean {
  return (
    places.length >= LEAST_HUNKS &&
    places.length <= MOST_HUNKS &&
    fixed.size > 0 &&
    fixed.size < places.length
  );
}

async function drawn(
  file: string,
): Promise<{ readonly commits: readonly FixedLater[]; readonly of: number }> {
  const random = mulberry32(Number(options.seed));
  const found: { readonly commit: FixedLater; readonly key: number }[] = [];
  for await (const commit of readFixedLater(file)) if (tells(commit)) found.push({ commit, key: random() });
  const commits = found.sort((a, b) => a.key - b.key).map(({ commit }) => commit);
  return { commits: commits.slice(0, Number(options.count)), of: found.length };
}

/** The chance that one of the mended hunks, drawn at random, is among the first two, ties broken at random. */
function amongFirst(order: Order, all: readonly HunkPlace[], fixed: ReadonlySet<string>): number {
  const chances = all
    .filter(({ id }) => fixed.has(id))
    .map(own => {
      const ahead = all.filter(place => order(place, own, all) < 0).length;
      const tied = all.filter(place => order(place, own, all) === 0).length;
      return Math.min(1, Math.max(0, FIRST - ahead) / tied);
    });
  return mean(chances) ?? 0;
}

interface Finding {
  /** The repository: commits of one are drawn together. */
  readonly taskId: string;
  readonly found: Readonly<Record<OrderName, number>>;
}

async function measure(scorer: ScorerClient, commit: FixedLater): Promise<Finding | null> {
  const { candidates } = await scorer.score({
    task: commit.task,
    candidates: [{ id: 'change', patch: commit.diff }],
    baseFiles: {},
    influence: 'hunks',
    supersedes: null,
    deadlineMs: 600_000,
  });
  const verdict = candidates[0]?.single;
  if (verdict?.kind !== 'scored') return null;
  const measured = new Map(whereToLook(commit.files, verdict).hunks.map(place => [place.id, place]));
  const places = commit.places.map(place => measured.get(place.id) ?? place);
  return {
    taskId: commit.repo,
    found: Object.fromEntries(
      names.map(name => [name, amongFirst(ORDERS[name], places, commit.fixed)]),
    ) as Finding['found'],
  };
}

async function main(): Promise<void> {
  const [file] = positionals;
  if (file === undefined) throw new Error('Give a file of changes: JSON lines, perhaps packed by gzip.');
  const { commits, of } = await drawn(file);
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
    for (const [index, commit] of commits.entries()) {
      const finding = await measure(scorer, commit);
      if (finding !== null) findings.push(finding);
      if ((index + 1) % 50 === 0) process.stderr.write(`${index + 1} of ${commits.length}\n`);
    }
    report(findings, of);
  } finally {
    scorer.dispose();
  }
}

function report(findings: readonly Finding[], of: number): void {
  const percent = (value: number | null) => (value === null ? '–' : `${(value * 100).toFixed(0)} %`);
  const table = new Table({
    head: ['order', 'a mended hunk among the first two', '95 % interval', 'ahead of lines changed'],
  });
  const base: OrderName = 'most lines changed';
  for (const name of names) {
    const statistics = {
      own: (rows: readonly Finding[]) => mean(rows.map(({ found }) => found[name])),
      ahead: (rows: readonly Finding[]) => mean(rows.map(({ found }) => found[name] - found[base])),
    };
    const resampled = resampleTasks(findings, statistics, bootstrap);
    const own = intervalOf(resampled.own);
    const ahead = intervalOf(resampled.ahead);
    table.push([
      name,
      percent(statistics.own(findings)),
      own === null ? '–' : `${percent(own.low)} to ${percent(own.high)}`,
      ahead === null
        ? '–'
        : `${percent(statistics.ahead(findings))} (${percent(ahead.low)} to ${percent(ahead.high)})`,
    ]);
  }
  const repositories = new Set(findings.map(({ taskId }) => taskId)).size;
  process.stdout.write(
    `${findings.length} of ${of} commits of ${repositories} repositories, ${LEAST_HUNKS} to ${MOST_HUNKS} hunks of code, of which a later fix changed some\n${table.toString()}\n`,
  );
}

void main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
