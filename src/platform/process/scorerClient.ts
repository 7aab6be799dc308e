import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CancellationTokenSource,
  ErrorCodes,
  ResponseError,
  type CancellationToken,
} from 'vscode-jsonrpc/node';
import type {
  OpenResult,
  ProgressParams,
  RenderParams,
  RenderResult,
  ScoreRequest,
  ScoreResult,
} from '../../core/protocol/scorer';
import { notScored } from '../../core/scoring/notScored';
import { asPart } from '../../core/text/asPart';
import { countText } from '../../core/text/countText';
import { messageOf } from '../../core/text/messageOf';
import { childEnvironment } from './childEnvironment';
import { DEFAULT_RESTART_LIMITS, RestartPolicy, type RestartLimits } from './restartPolicy';
import { ScorerProcess } from './scorerProcess';
import { unrenderedResult, unscoredResult } from './unansweredResults';

export interface ScorerClientOptions {
  /** The bundle of src/worker. */
  readonly workerPath: string;
  readonly modelFolder: string;
  /** Threads of the engine; 0 lets the scorer choose. */
  readonly threads: number;
  /** Absolute path of a Node; null: the executable of this process (see `findNode`). */
  readonly nodeExecutable: string | null;
  /** Resident memory above which the scorer is replaced by a fresh one as soon as it is idle. */
  readonly memoryCeilingBytes: number;
  /** Takes the scorer's stderr and what is worth knowing about its life, line by line. */
  readonly log: (line: string) => void;
  readonly limits?: Partial<SupervisionLimits>;
  /** Replaces `child_process.fork`. */
  readonly fork?: (workerPath: string, options: ForkOptions) => ChildProcess;
}

interface SupervisionLimits extends RestartLimits {
  /** Time for a fresh process to open the model. */
  readonly readyMs: number;
  /** Time beyond its deadline that a request may take to answer that it gave up. */
  readonly graceMs: number;
}

const defaultLimits: SupervisionLimits = { ...DEFAULT_RESTART_LIMITS, readyMs: 30_000, graceMs: 3_000 };

/** The first life may die of something that has passed; what kills a second one is the request or the machine. */
const ATTEMPTS = 2;

interface ScoreOptions {
  readonly signal?: AbortSignal;
  /** Candidates that have their scores, of all of them. */
  readonly onProgress?: (done: number, total: number) => void;
}

type Attempt<T> =
  | { readonly kind: 'answered'; readonly value: T }
  /** No answer after every attempt, or an error for an answer. */
  | { readonly kind: 'failed'; readonly message: string };

/**
 * The scorer as its parent sees it: requests go in, answers come out, and the process behind them is started with the
 * first request, watched, ended when it hangs or grows, and started again when it dies.
 *
 * No method rejects for what happens in the process: a score that could not be made is a verdict with a reason.
 */
export class ScorerClient {
  private readonly limits: SupervisionLimits;
  private readonly restarts: RestartPolicy;
  private current: ScorerProcess | null = null;
  private starting: Promise<ScorerProcess | null> | null = null;
  private readonly openings = new WeakMap<ScorerProcess, Promise<OpenResult>>();
  /** Processes that we end for a reason of our own: their end is no crash. */
  private readonly dismissed = new WeakSet<ScorerProcess>();
  private inFlight = 0;
  private outgrown = false;
  private lastEnd = '';
  private progressTokens = 0;
  private readonly disposal = new AbortController();

  constructor(private readonly options: ScorerClientOptions) {
    this.limits = { ...defaultLimits, ...options.limits };
    this.restarts = new RestartPolicy(this.limits);
    // Each request listens; Node would warn of a leak at the eleventh that is under way.
    setMaxListeners(0, this.disposal.signal);
  }

  /** Process id of the running scorer; null while there is none. */
  get pid(): number | null {
    return this.current?.alive ? this.current.pid : null;
  }

  /** Starts the scorer, if it is not running, and tells which model it has opened. */
  async open(): Promise<OpenResult> {
    const outcome = await this.request(scorer => this.opened(scorer));
    return outcome.kind === 'answered' ? outcome.value : { kind: 'refused', message: outcome.message };
  }

  async score(params: ScoreRequest, { signal, onProgress }: ScoreOptions = {}): Promise<ScoreResult> {
    const unscored = (...why: Parameters<typeof notScored>) => unscoredResult(params, notScored(...why));
    const progressToken = onProgress ? String(++this.progressTokens) : null;
    const report = onProgress ? ({ done, total }: ProgressParams) => onProgress(done, total) : null;

    return this.cancellable(
      signal,
      () => unscored('cancelled'),
      async token => {
        const hung = new AbortController();
        const outcome = await this.request(async scorer => {
          if (hung.signal.aborted) return unscored('timeout');
          const opened = await this.opened(scorer);
          if (opened.kind === 'refused') return unscored('modelUnusable', opened.message);
          if (token.isCancellationRequested) return unscored('cancelled');
          // The scorer keeps the deadline itself; one that has not answered some time after it hangs, and is ended.
          const watch = setTimeout(() => {
            hung.abort();
            scorer.kill(`did not answer within ${params.deadlineMs / 1_000} s`);
          }, params.deadlineMs + this.limits.graceMs);
          const asked = scorer.score({ ...params, progressToken }, token, report);
          const result = await asked.finally(() => clearTimeout(watch));
          this.watchMemory(result.stats.residentBytes);
          return result;
        });
        if (outcome.kind === 'answered') return outcome.value;
        return hung.signal.aborted ? unscored('timeout') : unscored('engineFailed', outcome.message);
      },
    );
  }

  /**
   * Renders candidates without scoring them; no model is opened.
   *
   * @returns for each candidate its rendering, or in `refused` why there is none
   */
  async render(params: RenderParams, { signal }: Pick<ScoreOptions, 'signal'> = {}): Promise<RenderResult> {
    const cancelled = () => unrenderedResult(params, 'The rendering was cancelled.');
    return this.cancellable(signal, cancelled, async token => {
      const outcome = await this.request(scorer => scorer.render(params, token));
      return outcome.kind === 'answered' ? outcome.value : unrenderedResult(params, outcome.message);
    });
  }

  /** Ends the scorer. Requests in flight answer `cancelled`, later ones too. */
  dispose(): void {
    this.disposal.abort();
    this.dismiss();
  }

  /**
   * Runs work that a signal or the end of this client cancels. The caller has its answer at once; the work is told by
   * its token and ends in its own time.
   */
  private async cancellable<T>(
    signal: AbortSignal | undefined,
    cancelled: () => T,
    work: (token: CancellationToken) => Promise<T>,
  ): Promise<T> {
    const stops = signal ? [signal, this.disposal.signal] : [this.disposal.signal];
    if (stops.some(stop => stop.aborted)) return cancelled();
    const source = new CancellationTokenSource();
    return new Promise<T>((resolve, reject) => {
      const abort = () => {
        source.cancel();
        resolve(cancelled());
      };
      for (const stop of stops) stop.addEventListener('abort', abort, { once: true });
      work(source.token)
        .then(resolve, reject)
        .finally(() => {
          for (const stop of stops) stop.removeEventListener('abort', abort);
        });
    });
  }

  /** Asks a running scorer, and once more when it dies of it or of something else meanwhile. */
  private async request<T>(ask: (scorer: ScorerProcess) => Promise<T>): Promise<Attempt<T>> {
    this.inFlight++;
    try {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const scorer = await this.start();
        if (!scorer) return { kind: 'failed', message: this.unavailable() };
        try {
          const value = await ask(scorer);
          this.restarts.answered();
          return { kind: 'answered', value };
        } catch (error) {
          if (isAnswer(error)) return { kind: 'failed', message: `The scorer refused: ${error.message}` };
        }
        // Its channel may break before it has quite ended.
        scorer.kill();
        this.lastEnd = await scorer.ended;
      }
      return { kind: 'failed', message: this.lastEnd };
    } finally {
      this.inFlight--;
      this.replaceOutgrown();
    }
  }

  /** The running scorer, started if need be after its back-off; null when it must not be started. */
  private start(): Promise<ScorerProcess | null> {
    if (this.current?.alive) return Promise.resolve(this.current);
    this.starting ??= this.fork().finally(() => (this.starting = null));
    return this.starting;
  }

  private async fork(): Promise<ScorerProcess | null> {
    const delay = this.restarts.delay(performance.now());
    if (delay === null) return null;
    const { signal } = this.disposal;
    if (delay > 0) await wait(delay, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return null;

    const { workerPath, nodeExecutable, memoryCeilingBytes, log } = this.options;
    const asNode = nodeExecutable === null && process.versions['electron'] !== undefined;
    let child: ChildProcess;
    try {
      child = (this.options.fork ?? fork)(workerPath, {
        ...(nodeExecutable !== null && { execPath: nodeExecutable }),
        // Not ours: an inspector's port would be taken twice. The heap is bounded, the runtime's memory is watched.
        execArgv: [`--max-old-space-size=${Math.ceil(memoryCeilingBytes / 2 ** 20)}`],
        env: childEnvironment(process.env, asNode),
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
    } catch (error) {
      // Some refusals of the system, such as for want of memory, are thrown; others end the process that never was.
      this.restarts.crashed(performance.now());
      this.lastEnd = `The scorer process could not be started: ${messageOf(error)}`;
      log(this.lastEnd);
      return null;
    }
    const scorer = new ScorerProcess(child, log);
    this.current = scorer;
    void scorer.ended.then(message => {
      if (this.dismissed.has(scorer)) return;
      this.restarts.crashed(performance.now());
      log(message);
    });
    return scorer;
  }

  /** What the scorer said when it opened the model; asks it when it has not been asked, or had refused. */
  private opened(scorer: ScorerProcess): Promise<OpenResult> {
    const known = this.openings.get(scorer);
    if (known) return known;
    const { modelFolder, threads } = this.options;
    const watch = setTimeout(() => {
      scorer.kill(`did not open the model within ${this.limits.readyMs / 1_000} s`);
    }, this.limits.readyMs);
    const opening = scorer.open({ modelFolder, threads }).finally(() => clearTimeout(watch));
    this.openings.set(scorer, opening);
    // The folder may be mended by the time of the next request.
    void opening.then(
      result => result.kind === 'refused' && this.openings.delete(scorer),
      () => this.openings.delete(scorer),
    );
    return opening;
  }

  private unavailable(): string {
    if (this.disposal.signal.aborted) return 'The scorer was closed.';
    if (this.restarts.delay(performance.now()) !== null) return this.lastEnd;
    const minutes = countText(Math.ceil(this.limits.windowMs / 60_000), 'minute');
    return `The scorer keeps crashing and will not be started again for ${minutes} unless you restart it: ${asPart(this.lastEnd)}.`;
  }

  private dismiss(): void {
    if (!this.current) return;
    this.dismissed.add(this.current);
    this.current.kill();
    this.current = null;
  }

  private watchMemory(residentBytes: number): void {
    if (this.outgrown || !(residentBytes > this.options.memoryCeilingBytes)) return;
    this.outgrown = true;
    this.options.log(`The scorer holds ${Math.round(residentBytes / 2 ** 20)} MB and is replaced when idle.`);
  }

  private replaceOutgrown(): void {
    if (!this.outgrown || this.inFlight > 0) return;
    this.outgrown = false;
    this.dismiss();
  }
}

/** Whether the scorer answered with an error, rather than not at all. */
function isAnswer(error: unknown): error is ResponseError<unknown> {
  return error instanceof ResponseError && !channelErrors.has(error.code);
}

const channelErrors: ReadonlySet<number> = new Set([
  ErrorCodes.MessageWriteError,
  ErrorCodes.MessageReadError,
  ErrorCodes.PendingResponseRejected,
  ErrorCodes.ConnectionInactive,
]);
