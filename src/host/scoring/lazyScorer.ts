import * as vscode from 'vscode';
import type { Manifest } from '../../core/model/manifest';
import { Disposables } from '../disposal';
import { ACTIONS, failure, messageOf, type Problem } from '../problem';
import { affectsProcess } from '../settings';
import type { ScorerConnection, Scoring, ScoringOutcome, ScoringRequest } from './scoring';

/** Far above what 16 long candidates take on a slow machine; a scorer that needs longer is stuck. */
const DEADLINE_MS = 60_000;

type Opening =
  | { readonly kind: 'opened'; readonly connection: ScorerConnection; readonly manifest: Manifest }
  | { readonly kind: 'failed'; readonly problem: Problem };

/**
 * Starts the scorer with the first score and ends it with the window. Never throws: what goes wrong
 * comes back as a sentence.
 */
export class LazyScorer implements Scoring, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly replaced = this.disposables.add(new vscode.EventEmitter<void>());
  private connection: ScorerConnection | null = null;
  private opening: Promise<Opening> | null = null;
  private opened: Manifest | null = null;

  /** The scorer was replaced (other settings, restart): what was scored may score differently now. */
  readonly onDidReplace = this.replaced.event;

  constructor(
    private readonly connect: () => Promise<ScorerConnection>,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.disposables.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (affectsProcess(event)) this.restart();
      }),
    );
  }

  get manifest(): Manifest | null {
    return this.opened;
  }

  async score(
    request: ScoringRequest,
    signal: AbortSignal,
    onProgress?: (done: number, total: number) => void,
  ): Promise<ScoringOutcome> {
    const opening = await this.open();
    if (signal.aborted) return { kind: 'cancelled' };
    if (opening.kind === 'failed') return opening;
    try {
      const params = {
        ...request,
        deadlineMs: DEADLINE_MS,
        progressToken: onProgress ? requestToken() : null,
      };
      const result = await opening.connection.score(params, { signal, ...(onProgress && { onProgress }) });
      return signal.aborted ? { kind: 'cancelled' } : { kind: 'done', result };
    } catch (error) {
      if (signal.aborted) return { kind: 'cancelled' };
      this.log.error('Scoring failed.', error instanceof Error ? error : messageOf(error));
      return { kind: 'failed', problem: scorerFailed(error) };
    }
  }

  /** Ends the scorer; the next score starts another with the settings as they are then. */
  restart(): void {
    this.connection?.dispose();
    this.connection = null;
    this.opening = null;
    this.opened = null;
    this.replaced.fire();
  }

  dispose(): void {
    this.connection?.dispose();
    this.connection = null;
    this.disposables.dispose();
  }

  private async open(): Promise<Opening> {
    const mine = (this.opening ??= this.start());
    const result = await mine;
    // A failure is not kept: the next score may find a mended folder or an installed Node.
    if (result.kind === 'failed' && this.opening === mine) this.opening = null;
    return result;
  }

  private async start(): Promise<Opening> {
    try {
      const connection = await this.connect();
      this.connection = connection;
      const result = await connection.open();
      if (result.kind === 'refused') {
        this.log.error(`The model was refused: ${result.message}`);
        connection.dispose();
        if (this.connection === connection) this.connection = null;
        return {
          kind: 'failed',
          problem: failure('model unusable', result.message, ACTIONS.chooseModel, ACTIONS.showLog),
        };
      }
      const { manifest, engine, loadMs } = result;
      this.opened = manifest;
      this.log.info(`${manifest.name} ${manifest.version} opened by ${engine} in ${Math.round(loadMs)} ms`);
      return { kind: 'opened', connection, manifest };
    } catch (error) {
      this.log.error('The scorer did not start.', error instanceof Error ? error : messageOf(error));
      return { kind: 'failed', problem: scorerFailed(error) };
    }
  }
}

function scorerFailed(error: unknown): Problem {
  const sentence = `Not scored: ${messageOf(error)}`;
  return failure('scorer failed', sentence, ACTIONS.restartScorer, ACTIONS.showLog);
}

let requests = 0;

function requestToken(): string {
  requests += 1;
  return `host-${requests}`;
}
