/**
 * npm run bench: how fast the product is on this machine, beside what it aims at. Medians of several runs, all taken in
 * one go; numbers for people to judge, so nothing here passes or fails.
 */
import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import Table from 'cli-table3';
import { EVIDENCE_GROUPS } from '../../src/core/evidence/evidence';
import type { Manifest } from '../../src/core/model/manifest';
import type { CandidateInput, ScoreResult } from '../../src/core/protocol/scorer';
import { openModelFolder } from '../../src/platform/model/modelFolder';
import { ScorerClient } from '../../src/platform/process/scorerClient';
import { TreeSitterReader } from '../../src/platform/syntax/treeSitter';
import { cacheFloats, type EngineShape } from '../../src/worker/engines/engine';
import { Lanes } from '../../src/worker/engines/lanes';
import { openModel, type OpenedModel, type StartEngine } from '../../src/worker/openModel';
import { Prefill } from '../../src/worker/prefill';
import { candidatesOfOneTask, patchOf, request } from './workload';
import { messageOf } from '../../src/core/text/messageOf';

const run = promisify(execFile);
const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: 'model' },
    threads: { type: 'string', default: String(Math.min(4, availableParallelism())) },
    runs: { type: 'string', default: '5' },
    'no-editor': { type: 'boolean', default: false },
  },
});
const modelFolder = path.resolve(options.model);
const THREADS = Number(options.threads);
const RUNS = Number(options.runs);
/** Near the most that the model reads of a patch beside the task of the example. */
const PATCH_TOKENS = 1350;
const SET_SIZE = 16;
/** As many as a person compares at most; the same once more, each by itself. */
const LARGE_SET = 32;
const TURNS = 3;

interface Row {
  readonly what: string;
  readonly measured: string;
  readonly goal: string;
  /** Whether the goal is reached; null where there is none, or nothing was measured. */
  readonly reached: boolean | null;
}

const rows: Row[] = [];
const remarks: string[] = [];
const milliseconds = (value: number) => `${value.toFixed(value < 100 ? 1 : 0)} ms`;
const perSecond = (value: number) => `${Math.round(value).toLocaleString('en')} tokens/s`;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

function say(text: string): void {
  process.stderr.write(`${text} …\n`);
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly value: T }> {
  const started = performance.now();
  const value = await work();
  return { ms: performance.now() - started, value };
}

const startLanes: StartEngine = (graph, shape, count) =>
  Lanes.load(path.resolve('dist/lane.js'), graph, shape, count);

function connect(): ScorerClient {
  return new ScorerClient({
    workerPath: path.resolve('dist/worker.js'),
    modelFolder,
    threads: THREADS,
    nodeExecutable: null,
    memoryCeilingBytes: 2 ** 31,
    log: line => process.stderr.write(`scorer: ${line}\n`),
  });
}

/** A run that was not scored must not count as a fast one. */
function checked(result: ScoreResult): ScoreResult {
  for (const { single } of result.candidates)
    if (single.kind === 'notScored') throw new Error(`The benchmark was not scored: ${single.message}`);
  return result;
}

let nonces = 0;
const fresh = () => `run ${++nonces}`;

async function activation(): Promise<void> {
  const goal = '50 ms';
  const what = 'activation in the real editor, loading included';
  if (options['no-editor']) {
    rows.push({ what, measured: 'left out', goal, reached: null });
    return;
  }
  say('opening the real editor');
  try {
    const { stdout } = await run(process.execPath, ['test/bench/activation.mjs', String(Math.min(3, RUNS))]);
    const answer = JSON.parse(stdout) as { readonly ms?: readonly number[]; readonly missing?: string };
    rows.push({
      what,
      measured: answer.ms ? milliseconds(median(answer.ms)) : `not run, ${answer.missing}`,
      goal,
      reached: answer.ms ? median(answer.ms) <= 50 : null,
    });
  } catch (error) {
    rows.push({ what, measured: 'not run, see below', goal, reached: null });
    remarks.push(`Activation: ${messageOf(error)}`);
  }
}

interface TypingCost {
  readonly medianMs: number;
  readonly p95Ms: number;
  /** Resident memory of the extension host; null where the system does not tell. */
  readonly hostBytes: number | null;
}

/** What recording costs while typing, beside the same editor with recording turned off. */
async function recordingCost(): Promise<void> {
  const what = 'a key until its letter is drawn, recording on | off (median, 95 %)';
  const goal = 'no difference to be felt';
  if (options['no-editor']) {
    rows.push({ what, measured: 'left out', goal, reached: null });
    return;
  }
  say('typing with recording on and off');
  try {
    const { stdout } = await run(process.execPath, ['test/bench/recordingCost.mjs']);
    const { on, off, missing } = JSON.parse(stdout) as {
      readonly on?: TypingCost;
      readonly off?: TypingCost;
      readonly missing?: string;
    };
    if (on === undefined || off === undefined) {
      rows.push({ what, measured: `not run, ${missing}`, goal, reached: null });
      return;
    }
    const typing = ({ medianMs, p95Ms }: TypingCost) => `${milliseconds(medianMs)}, ${milliseconds(p95Ms)}`;
    rows.push({
      what,
      measured: `${typing(on)} | ${typing(off)}`,
      goal,
      // A frame of a screen that shows sixty a second.
      reached: on.medianMs - off.medianMs < 1000 / 60,
    });
    if (on.hostBytes !== null && off.hostBytes !== null) {
      const size = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
      const measured = `${size(on.hostBytes)} | ${size(off.hostBytes)}`;
      rows.push({
        what: 'memory of the extension host, recording on | off',
        measured,
        goal: 'below 50 MB more',
        reached: on.hostBytes - off.hostBytes < 50e6,
      });
    }
  } catch (error) {
    rows.push({ what, measured: 'not run, see below', goal, reached: null });
    remarks.push(`Recording: ${messageOf(error)}`);
  }
}

async function start(): Promise<void> {
  say('starting scorers');
  const times: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const client = connect();
    const { ms } = await timed(async () =>
      checked(await client.score(request(candidatesOfOneTask(1), fresh()))),
    );
    client.dispose();
    times.push(ms);
  }
  rows.push({
    what: 'scorer start to first score',
    measured: milliseconds(median(times)),
    goal: '2,000 ms',
    reached: median(times) <= 2000,
  });
}

/** Number of changed lines that makes a patch of about `patchTokens`, and the ids of its text. */
async function sizePatch(client: ScorerClient, manifest: Manifest) {
  for (let changes = 5; ; changes++) {
    const { task, candidates, baseFiles } = request([{ id: 'a', patch: patchOf(changes) }], 'run 0');
    if (!task) throw new Error('The example has no task.');
    const rendered = await client.render({
      tokenizer: path.join(modelFolder, manifest.tokenizer),
      maxTokens: manifest.input.maxTokens,
      maxTaskTokens: manifest.input.maxTaskTokens,
      task,
      candidates,
      baseFiles,
    });
    const first = rendered.candidates[0];
    if (!first || first.refused !== null) throw new Error(first?.refused ?? 'nothing was rendered');
    const tokens = first.ids.length - first.taskTokens;
    if (tokens >= PATCH_TOKENS) return { changes, tokens, ids: first.ids, taskTokens: first.taskTokens };
    if (changes > 200) throw new Error(`The example gives no patch of ${PATCH_TOKENS} tokens.`);
  }
}

async function onePatch(client: ScorerClient, changes: number, tokens: number): Promise<void> {
  say('scoring one patch');
  const cold: number[] = [];
  const edits: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const nonce = fresh();
    const score = async (patch: string) => checked(await client.score(request([{ id: 'a', patch }], nonce)));
    cold.push((await timed(() => score(patchOf(changes)))).ms);
    // Edits all over the patch: what follows an edit is read again.
    for (const place of [0.1, 0.3, 0.5, 0.7, 0.9])
      edits.push((await timed(() => score(patchOf(changes, Math.floor(place * changes))))).ms);
  }
  rows.push(
    {
      what: `one patch of ${tokens} tokens, with its task`,
      measured: milliseconds(median(cold)),
      goal: '400 ms',
      reached: median(cold) <= 400,
    },
    {
      what: 're-score after an edit of one line of it',
      measured: milliseconds(median(edits)),
      goal: '150 ms',
      reached: median(edits) <= 150,
    },
  );
}

async function manyCandidates(client: ScorerClient): Promise<void> {
  say(`scoring ${SET_SIZE} candidates`);
  const list = candidatesOfOneTask(SET_SIZE);
  const times: number[] = [];
  let last: ScoreResult | null = null;
  for (let i = 0; i < RUNS; i++) {
    const { ms, value } = await timed(async () => checked(await client.score(request(list, fresh()))));
    last = value;
    times.push(ms);
  }
  const { tokens = 0, computedTokens = 0, residentBytes = 0 } = last?.stats ?? {};
  rows.push(
    {
      what: `${SET_SIZE} candidates of one task, ${tokens} tokens, ${computedTokens} of them computed`,
      measured: milliseconds(median(times)),
      goal: '4,000 ms',
      reached: median(times) <= 4000,
    },
    ...(await sharingGain(list, tokens / computedTokens)),
    {
      what: 'memory of the scorer after all that',
      measured: `${Math.round(residentBytes / 2 ** 20)} MB`,
      goal: '500 MB',
      reached: residentBytes <= 500 * 2 ** 20,
    },
  );
}

/** A large set in one request beside each of its candidates in a request of its own; by turns, new to the scorer. */
async function largeSetOfCandidates(client: ScorerClient): Promise<void> {
  say(`scoring ${LARGE_SET} candidates together and one by one`);
  const list = candidatesOfOneTask(LARGE_SET);
  const together: number[] = [];
  const apart: number[] = [];
  let resident = 0;
  let computed = 0;
  let computedApart = 0;
  for (let i = 0; i < RUNS; i++) {
    const { ms, value } = await timed(async () => checked(await client.score(request(list, fresh()))));
    together.push(ms);
    resident = value.stats.residentBytes;
    computed = value.stats.computedTokens;
    computedApart = 0;
    const alone = await timed(async () => {
      // A task of its own each time: nothing is shared but the model.
      for (const candidate of list) {
        const { stats } = checked(await client.score(request([candidate], fresh())));
        computedApart += stats.computedTokens;
      }
    });
    apart.push(alone.ms);
  }
  rows.push({
    what: `${LARGE_SET} candidates of one task ranked, against ${LARGE_SET} separate scores`,
    measured: `${milliseconds(median(together))} against ${milliseconds(median(apart))}, ${(median(apart) / median(together)).toFixed(2)}×; ${computed} tokens computed against ${computedApart}; ${Math.round(resident / 2 ** 20)} MB`,
    goal: '≥ 2×',
    reached: median(apart) / median(together) >= 2,
  });
}

/**
 * The same requests to two scorers in this process, by turns: one with a cache of prefixes, one without room for any.
 *
 * @param bound how many times as many tokens are read as computed: what sharing can gain at most, were a token all there is to pay for
 */
async function sharingGain(list: readonly CandidateInput[], bound: number): Promise<Row[]> {
  const syntax = TreeSitterReader.load();
  const open = async (cacheBytes?: number) => {
    const opened = await openModel({ modelFolder, threads: THREADS }, () => syntax, startLanes, cacheBytes);
    if (opened.kind === 'refused') throw new Error(opened.message);
    return opened;
  };
  const [shared, apart] = [await open(), await open(0)];
  const score = async ({ scorer }: OpenedModel) => {
    const signal = new AbortController().signal;
    return timed(async () => checked(await scorer.score(request(list, fresh()), signal, () => undefined)));
  };
  const together: number[] = [];
  const without: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    together.push((await score(shared)).ms);
    without.push((await score(apart)).ms);
  }
  await Promise.all([shared.engine.dispose(), apart.engine.dispose()]);
  const gain = median(without) / median(together);
  const goal = 2;
  if (bound < goal)
    remarks.push(
      `Sharing a prefix cannot reach ${goal}× here: of these candidates ${bound.toFixed(2)} times as many tokens are read as must be computed.`,
    );
  return [
    {
      what: 'the same without a shared prefix',
      measured: `${milliseconds(median(without))}, ${gain.toFixed(2)}× of ${milliseconds(median(together))}; by tokens ${bound.toFixed(2)}× at most`,
      goal: `≥ ${goal}×`,
      reached: gain >= goal,
    },
  ];
}

/** Tokens per second of the engine alone, with a text for each of its threads: no parsing, evidence or rendering. */
async function engineSpeed(ids: readonly number[], taskTokens: number): Promise<number> {
  const folder = await openModelFolder(modelFolder);
  if (folder.kind === 'problem') throw new Error(folder.message);
  const { architecture, input } = folder.manifest;
  const features = Object.fromEntries(
    EVIDENCE_GROUPS.map(group => [group, input.evidence[group].length]),
  ) as EngineShape['features'];
  const shape: EngineShape = { ...architecture, features };
  const engine = await startLanes(folder.graph, shape, THREADS);
  // A cache without room: every run computes everything.
  const prefill = new Prefill(engine, 0, cacheFloats(shape), input.chunkTokens);
  const width = EVIDENCE_GROUPS.reduce((sum, group) => sum + features[group], 0);
  const evidence = {
    values: new Float32Array(width),
    mask: new Float32Array(EVIDENCE_GROUPS.length).fill(1),
  };
  const times: number[] = [];
  for (let i = 0; i < RUNS + 1; i++) {
    const { ms } = await timed(() =>
      Promise.all(
        // No two begin alike: nothing is shared.
        Array.from({ length: THREADS }, (_, lane) =>
          prefill.read(
            { ids: [lane, ...ids.slice(1)], taskTokens },
            () => [evidence],
            new AbortController().signal,
            'discard',
          ),
        ),
      ),
    );
    times.push(ms);
  }
  await engine.dispose();
  return ((THREADS * ids.length) / median(times.slice(1))) * 1000;
}

/** The manifest states how many parameters a token passes through; all but the experts' width is stated beside it. */
function expertHidden({ architecture: a }: Manifest): number {
  const attention = a.hidden * (2 * a.heads + 2 * a.kvHeads) * a.headSize;
  const perLayer = attention + 2 * a.hidden + a.hidden * a.experts;
  const others = a.layers * perLayer + 4 * a.hidden + 2;
  return Math.round((a.activeParameters - others) / (a.layers * a.expertsPerToken * 3 * a.hidden));
}

function findPython(): string | null {
  const own = path.resolve('.venv/bin/python');
  const candidates = [process.env['PYTHON'], existsSync(own) ? own : undefined, 'python3', 'python'];
  return (
    candidates.find(python => python && spawnSync(python, ['-c', 'import torch, numpy']).status === 0) ?? null
  );
}

/** By turns, because a machine is not equally fast at all times: the multiples are medians over the turns. */
async function otherEngines(manifest: Manifest, ids: readonly number[], taskTokens: number): Promise<void> {
  const python = findPython();
  const speeds: number[] = [];
  const torch: number[] = [];
  const bound: number[] = [];
  say('running the engine alone, PyTorch, and bare matrix products by turns');
  for (let turn = 0; turn < TURNS; turn++) {
    speeds.push(await engineSpeed(ids, taskTokens));
    if (python !== null) torch.push(await torchSpeed(python, manifest, ids.length));
    bound.push(await boundSpeed(manifest, ids.length));
  }
  const multiple = (others: readonly number[]) => median(others.map((other, i) => (speeds[i] ?? 0) / other));
  rows.push(
    {
      what: `the engine alone, a text of ${ids.length} tokens for each thread`,
      measured: perSecond(median(speeds)),
      goal: '–',
      reached: null,
    },
    {
      what: 'the same network in PyTorch (float32, all layers in full), same threads',
      measured:
        python === null
          ? 'not run, no Python with PyTorch'
          : `${perSecond(median(torch))}; the engine is ${multiple(torch).toFixed(2)}× as fast`,
      goal: '≥ 3×',
      reached: python === null ? null : multiple(torch) >= 3,
    },
    {
      what: 'its matrix products alone, 8-bit and attention, a bound',
      measured: `${perSecond(median(bound))}; the engine reaches ${(100 * multiple(bound)).toFixed(0)} %`,
      goal: '–',
      reached: null,
    },
  );
}

async function torchSpeed(python: string, manifest: Manifest, tokens: number): Promise<number> {
  const workload = {
    architecture: manifest.architecture,
    evidence: manifest.input.evidence,
    expertHidden: expertHidden(manifest),
    tokens,
    threads: THREADS,
    runs: RUNS,
  };
  return spoken(await run(python, ['test/bench/pytorch.py', JSON.stringify(workload)]));
}

async function boundSpeed(manifest: Manifest, tokens: number): Promise<number> {
  const { architecture: a, input } = manifest;
  const width = expertHidden(manifest);
  const expert = [
    [a.hidden, 2 * width],
    [width, a.hidden],
  ];
  const layer = [
    [a.hidden, (a.heads + 2 * a.kvHeads) * a.headSize],
    [a.heads * a.headSize, a.hidden],
    ...Array.from({ length: a.expertsPerToken }, () => expert).flat(),
  ];
  const { heads, kvHeads, headSize } = a;
  // Of text the last layer computes keys and values alone.
  const layers = a.layers - 1;
  const shapes = [
    ...Array.from({ length: layers }, () => layer).flat(),
    [a.hidden, 2 * a.kvHeads * a.headSize],
  ];
  const workload = {
    shapes,
    // A token reads half of the text in the mean.
    attention: { layers, heads, kvHeads, headSize, keys: Math.round(tokens / 2) },
    rows: input.chunkTokens,
    // Long beside the moments at which the processes start.
    runs: RUNS * 40,
  };
  // Side by side, as the lanes are: threads that divide one product gain less.
  const speeds = await Promise.all(
    Array.from({ length: THREADS }, async () =>
      spoken(await run(process.execPath, ['test/bench/productBound.mjs', JSON.stringify(workload)])),
    ),
  );
  return speeds.reduce((sum, speed) => sum + speed, 0);
}

function spoken({ stdout }: { readonly stdout: string }): number {
  return (JSON.parse(stdout) as { readonly tokensPerSecond: number }).tokensPerSecond;
}

async function main(): Promise<void> {
  await activation();
  await recordingCost();
  await start();
  const client = connect();
  try {
    const opened = await client.open();
    if (opened.kind === 'refused') throw new Error(opened.message);
    const { manifest } = opened;
    const sized = await sizePatch(client, manifest);
    await onePatch(client, sized.changes, sized.tokens);
    await manyCandidates(client);
    await largeSetOfCandidates(client);
    client.dispose();
    await otherEngines(manifest, sized.ids, sized.taskTokens);
    const processor = cpus()[0]?.model ?? 'unknown processor';
    process.stdout.write(
      `${manifest.name} ${manifest.version}, ${processor}, ${THREADS} of ${cpus().length} threads, medians of ${RUNS} runs\n`,
    );
  } finally {
    client.dispose();
  }
  const table = new Table({ head: ['', 'measured', 'goal', ''], style: { head: [], border: [] } });
  const word = (reached: boolean | null) => (reached === null ? '' : reached ? 'reached' : 'falls short');
  table.push(...rows.map(({ what, measured, goal, reached }) => [what, measured, goal, word(reached)]));
  process.stdout.write(`${table.toString()}\n`);
  const short = rows.filter(({ reached }) => reached === false);
  process.stdout.write(
    short.length === 0
      ? 'No goal that was measured falls short.\n'
      : `Falls short: ${short.map(({ what }) => what).join('; ')}.\n`,
  );
  for (const remark of remarks) process.stdout.write(`${remark}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
