import * as path from 'node:path';
import type { Manifest } from '../core/model/manifest';
import { SCORER_REASONS } from '../core/scoring/notScored';
import type { CandidateInput, ScoreRequest, ScoreResult } from '../core/protocol/scorer';
import type { Verdict } from '../core/scoring/verdict';
import { ScorerClient } from '../platform/process/scorerClient';
import { CommandProblem, ExitCode } from './exitCode';
import { note, quiet, startProgress, type Progress } from './terminal';

/** The commands run from `dist/cli.js`; the scorer's bundle lies beside it, the model beside that folder. */
const distFolder = __dirname;
const MEMORY_CEILING_BYTES = 2 * 1024 ** 3;

export const defaultModelFolder = path.join(distFolder, '..', 'model');

/** A person at a terminal has Ctrl-C; this only ends what hangs, so that no score depends on how busy the machine is. */
const REQUEST_DEADLINE_MS = 10 * 60_000;

export interface ScorerOptions {
  readonly model: string;
  /** Threads of the engine; 0 lets the scorer choose. */
  readonly threads: number;
}

/** Does a piece of work with a scorer that has opened its model, under a line of progress that begins with `text`. */
export async function withScorer<T>(
  options: ScorerOptions,
  text: string,
  work: (scorer: ScorerClient, progress: Progress) => Promise<T>,
): Promise<T> {
  const scorer = scorerFor(options, quiet);
  try {
    await opened(scorer);
    const progress = startProgress(text);
    return await work(scorer, progress).finally(() => progress.stop());
  } finally {
    scorer.dispose();
  }
}

type Asked = Omit<ScoreRequest, 'supersedes' | 'deadlineMs'>;

/** What the scorer says of candidates. @throws the reason of the signal when it was stopped */
export async function scoresOf(
  scorer: Pick<ScorerClient, 'score'>,
  request: Asked,
  signal: AbortSignal,
  onProgress?: (done: number, total: number) => void,
): Promise<ScoreResult> {
  const params = { ...request, supersedes: null, deadlineMs: REQUEST_DEADLINE_MS };
  const result = await scorer.score(params, { signal, ...(onProgress && { onProgress }) });
  signal.throwIfAborted();
  return result;
}

/** The same of one candidate by itself. */
export async function verdictOn(
  scorer: Pick<ScorerClient, 'score'>,
  { patch, steps, ...request }: Omit<CandidateInput, 'id'> & Omit<Asked, 'candidates'>,
  signal: AbortSignal,
  onProgress?: (done: number, total: number) => void,
): Promise<Verdict> {
  const candidates = [{ id: 'change', patch, steps }];
  const [scored] = (await scoresOf(scorer, { ...request, candidates }, signal, onProgress)).candidates;
  if (!scored) throw new Error('The scorer answered without a verdict.');
  return scored.single;
}

/** Two, so that one task's parsing and rendering overlaps another's inference; each with one thread of the engine. */
const SCORER_COUNT = 2;

export interface ScorerPool {
  readonly model: Pick<Manifest, 'name' | 'version'>;
  /** Does something with each item on the next scorer that is free; rejects with the first that fails. */
  each<Item>(
    items: readonly Item[],
    work: (scorer: ScorerClient, item: Item) => Promise<void>,
  ): Promise<void>;
}

/** Does work on many items with several scorers at once. */
export async function withScorerPool<T>(model: string, work: (pool: ScorerPool) => Promise<T>): Promise<T> {
  const scorers = Array.from({ length: SCORER_COUNT }, () => scorerFor({ model, threads: 1 }, note));
  try {
    const [manifest] = await Promise.all(scorers.map(opened));
    if (manifest === undefined) throw new Error('there is no scorer');
    const { name, version } = manifest;
    return await work({
      model: { name, version },
      each: async (items, one) => {
        const waiting = [...items];
        const serve = async (scorer: ScorerClient) => {
          for (let item = waiting.shift(); item !== undefined; item = waiting.shift())
            await one(scorer, item);
        };
        await Promise.all(scorers.map(serve));
      },
    });
  } finally {
    for (const scorer of scorers) scorer.dispose();
  }
}

async function opened(scorer: ScorerClient): Promise<Manifest> {
  const result = await scorer.open();
  if (result.kind === 'opened') return result.manifest;
  throw new CommandProblem(ExitCode.engine, result.message);
}

/** A scorer that has not opened a model: enough to render. */
export function scorerFor({ model, threads }: ScorerOptions, log: (line: string) => void): ScorerClient {
  return new ScorerClient({
    workerPath: path.join(distFolder, 'worker.js'),
    modelFolder: path.resolve(model),
    threads,
    nodeExecutable: null,
    memoryCeilingBytes: MEMORY_CEILING_BYTES,
    log,
  });
}

/** `ok` when anything was scored; else whose fault it was that nothing is. */
export function exitCodeOf(verdicts: readonly Verdict[]): ExitCode {
  if (verdicts.some(verdict => verdict.kind === 'scored')) return ExitCode.ok;
  const engine = verdicts.some(verdict => verdict.kind === 'notScored' && SCORER_REASONS.has(verdict.reason));
  return engine ? ExitCode.engine : ExitCode.refused;
}
