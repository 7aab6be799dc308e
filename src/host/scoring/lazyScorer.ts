import * as vscode from 'vscode';
import type { ScoringRequest } from '../../core/protocol/scorer';
import { SCORER_REASONS } from '../../core/scoring/notScored';
import type { ScorerClient } from '../../platform/process/scorerClient';
import { Disposables } from '../disposal';
import { ACTIONS, failure, notScoredProblem } from '../problem';
import { affectsProcess } from '../settings';
import type { Scoring, ScoringOutcome } from './scoring';
import { messageOf } from '../../core/text/messageOf';

/** Far above what many long candidates take on a slow machine; a scorer that needs longer is stuck. */
const DEADLINE_MS = 60_000;

export interface ConnectedScorer {
  readonly client: Pick<ScorerClient, 'open' | 'score' | 'dispose'>;
  /** One sentence about a setting that could not be followed; null: all were. */
  readonly notice: string | null;
  /** Above which the scorer is restarted. */
  readonly memoryCeilingBytes: number;
}

type Connecting = Promise<ConnectedScorer>;

/** Starts the scorer with the first score and ends it with the window; starts another when its settings change. */
export class LazyScorer implements Scoring, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly replaced = this.disposables.add(new vscode.EventEmitter<void>());
  private connecting: Connecting | null = null;
  private told: string | null = null;
  private disposed = false;

  /** The scorer was replaced: what was scored may score differently now. */
  readonly onDidReplace = this.replaced.event;

  constructor(
    private readonly connect: () => Connecting,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.disposables.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (affectsProcess(event)) this.restart();
      }),
    );
  }

  async score(
    request: ScoringRequest,
    signal: AbortSignal,
    onProgress?: (done: number, total: number) => void,
  ): Promise<ScoringOutcome> {
    // One that was started now would be ended by nobody.
    if (this.disposed) return { kind: 'cancelled' };
    const connecting = (this.connecting ??= this.start());
    try {
      const { client } = await connecting;
      const params = { ...request, deadlineMs: DEADLINE_MS };
      const result = await client.score(params, { signal, ...(onProgress && { onProgress }) });
      if (signal.aborted) return { kind: 'cancelled' };
      const first = result.candidates[0]?.single;
      if (first?.kind !== 'notScored') return { kind: 'done', result };
      if (first.reason === 'cancelled') return { kind: 'cancelled' };
      if (!SCORER_REASONS.has(first.reason)) return { kind: 'done', result };
      this.log.error(first.message);
      return { kind: 'failed', problem: notScoredProblem(first) };
    } catch (error) {
      // Not one that was started meanwhile: nobody would end it.
      if (this.connecting === connecting) this.connecting = null;
      if (signal.aborted) return { kind: 'cancelled' };
      this.log.error('Scoring failed.', error);
      const sentence = `Not scored: ${messageOf(error)}`;
      return {
        kind: 'failed',
        problem: failure('scorer failed', sentence, ACTIONS.restartScorer, ACTIONS.showLog),
      };
    }
  }

  /** What the scorer that runs could not follow of the settings, or only at a cost; null: nothing. */
  get notice(): string | null {
    return this.told;
  }

  /** Ends the scorer; the next score starts another with the settings as they are then. */
  restart(): void {
    this.end();
    this.replaced.fire();
  }

  dispose(): void {
    this.disposed = true;
    this.end();
    this.disposables.dispose();
  }

  private end(): void {
    void this.connecting?.then(
      ({ client }) => client.dispose(),
      () => undefined,
    );
    this.connecting = null;
    this.told = null;
  }

  private start(): Connecting {
    const connecting = this.connect();
    const tell = (sentence: string | null) => {
      // Of one that was ended meanwhile the settings are others by now.
      if (this.connecting === connecting) this.told = sentence;
    };
    void connecting.then(
      async ({ client, notice, memoryCeilingBytes }) => {
        tell(notice);
        const result = await client.open();
        if (result.kind === 'refused') return;
        const { manifest, engine, loadMs, residentBytes } = result;
        const { memoryNotice } = await import('./memoryNotice');
        const sentences = [notice, memoryNotice(residentBytes, memoryCeilingBytes)];
        tell(sentences.filter(sentence => sentence !== null).join(' ') || null);
        this.log.info(`${manifest.name} ${manifest.version} opened by ${engine} in ${Math.round(loadMs)} ms`);
      },
      // Who asked for a score is told.
      () => undefined,
    );
    return connecting;
  }
}
