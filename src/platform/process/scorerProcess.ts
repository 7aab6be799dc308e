import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import {
  IPCMessageReader,
  IPCMessageWriter,
  createMessageConnection,
  type CancellationToken,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import {
  methods,
  type OpenParams,
  type OpenResult,
  type ProgressParams,
  type RenderParams,
  type RenderResult,
  type ScoreParams,
  type ScoreResult,
} from '../../core/protocol/scorer';

/** The last lines of stderr, kept to say why a process ended. */
const KEPT_LINES = 5;
const MAX_LINE_LENGTH = 500;

/** One life of the scorer process: from its fork to its end. Says when and how it ended; never starts again. */
export class ScorerProcess {
  private readonly connection: MessageConnection;
  private readonly lastLines: string[] = [];
  private readonly listeners = new Map<string, (progress: ProgressParams) => void>();
  private hasEnded = false;
  private killedFor: string | undefined;

  /** Settles with one sentence when the process has ended, for whatever reason. */
  readonly ended: Promise<string>;

  constructor(
    private readonly child: ChildProcess,
    private readonly log: (line: string) => void,
  ) {
    this.follow(child.stderr);
    this.follow(child.stdout);
    this.connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child), {
      error: log,
      warn: log,
      info: log,
      log,
    });
    // What the writer cannot send is lost with the process; `ended` tells.
    this.connection.onError(([error]) => log(`Scorer connection: ${error.message}`));
    this.connection.onNotification(methods.progress, (progress: ProgressParams) => {
      this.listeners.get(progress.progressToken)?.(progress);
    });
    this.ended = new Promise(resolve => {
      const end = (how: string) => {
        if (this.hasEnded) return;
        this.hasEnded = true;
        this.connection.dispose();
        resolve(this.describeEnd(how));
      };
      child.once('error', error => end(`could not be started: ${error.message}`));
      // Without its channel it can answer nothing, however long it lives.
      child.once('disconnect', () => this.kill());
      // Not `exit`: by `close` the last words on stderr have been read.
      child.once('close', (code, signal) =>
        end(signal ? `was ended by ${signal}` : `ended with code ${code ?? 0}`),
      );
    });
    this.connection.listen();
  }

  get alive(): boolean {
    return !this.hasEnded;
  }

  get pid(): number | null {
    return this.child.pid ?? null;
  }

  open(params: OpenParams): Promise<OpenResult> {
    return this.connection.sendRequest<OpenResult>(methods.open, params);
  }

  async score(
    params: ScoreParams,
    token: CancellationToken,
    onProgress: ((progress: ProgressParams) => void) | null,
  ): Promise<ScoreResult> {
    const { progressToken } = params;
    if (progressToken !== null && onProgress) this.listeners.set(progressToken, onProgress);
    try {
      return await this.connection.sendRequest<ScoreResult>(methods.score, params, token);
    } finally {
      if (progressToken !== null) this.listeners.delete(progressToken);
    }
  }

  render(params: RenderParams, token: CancellationToken): Promise<RenderResult> {
    return this.connection.sendRequest<RenderResult>(methods.render, params, token);
  }

  /**
   * Ends the process at once, whatever it does. A scorer keeps nothing that could be lost.
   *
   * @param why what it did, for `ended`: "did not answer within 30 s"
   */
  kill(why?: string): void {
    this.killedFor ??= why;
    this.child.kill('SIGKILL');
  }

  private follow(stream: Readable | null): void {
    if (!stream) return;
    createInterface({ input: stream }).on('line', text => {
      const line = text.slice(0, MAX_LINE_LENGTH);
      this.lastLines.push(line);
      if (this.lastLines.length > KEPT_LINES) this.lastLines.shift();
      this.log(line);
    });
  }

  private describeEnd(how: string): string {
    if (this.killedFor !== undefined) return `The scorer ${this.killedFor} and was ended.`;
    const said = this.lastLines.find(line => line.trim() !== '');
    return said ? `The scorer process ${how}; it said: ${said}` : `The scorer process ${how}.`;
  }
}
