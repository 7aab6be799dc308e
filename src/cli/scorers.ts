import path from 'node:path';
import type { NotScoredReason, Verdict } from '../core/scoring/verdict';
import { ScorerClient } from '../platform/process/scorerClient';
import { CommandProblem, ExitCode } from './exitCode';

/** The commands run from `dist/cli.js`; the scorer's bundle lies beside it, the model beside that folder. */
const distFolder = __dirname;
const memoryCeilingBytes = 2 * 1024 ** 3;

export const defaultModelFolder = path.join(distFolder, '..', 'model');

/** A person at a terminal has Ctrl-C; this only ends what hangs. */
export const requestDeadlineMs = 10 * 60_000;

export interface ScorerOptions {
  readonly model: string;
  /** Threads of the engine; 0 lets the scorer choose. */
  readonly threads: number;
}

/** A scorer that has opened its model, to be disposed by the caller. */
export async function openScorer(options: ScorerOptions, log: (line: string) => void): Promise<ScorerClient> {
  const scorer = scorerFor(options, log);
  const opened = await scorer.open();
  if (opened.kind === 'opened') return scorer;
  scorer.dispose();
  throw new CommandProblem(ExitCode.engine, opened.message);
}

/** A scorer that has not opened a model: enough to render. */
export function scorerFor({ model, threads }: ScorerOptions, log: (line: string) => void): ScorerClient {
  return new ScorerClient({
    workerPath: path.join(distFolder, 'worker.js'),
    modelFolder: path.resolve(model),
    threads,
    nodeExecutable: null,
    memoryCeilingBytes,
    log,
  });
}

const engineReasons: ReadonlySet<NotScoredReason> = new Set(['modelUnusable', 'engineFailed', 'timeout']);

/** `ok` when anything was scored; else whose fault it was that nothing is. */
export function exitCodeOf(verdicts: readonly Verdict[]): ExitCode {
  if (verdicts.some(verdict => verdict.kind === 'scored')) return ExitCode.ok;
  const engine = verdicts.some(verdict => verdict.kind === 'notScored' && engineReasons.has(verdict.reason));
  return engine ? ExitCode.engine : ExitCode.refused;
}
