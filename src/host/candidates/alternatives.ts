import * as vscode from 'vscode';
import { originKey, type NewCandidate } from '../../core/candidates/candidate';
import type { ScoreParams, ScoreResult } from '../../core/protocol/scorer';
import { notScored } from '../../core/scoring/notScored';
import { Disposables } from '../disposal';
import { emptyState, failure, messageOf, notScoredProblem, ACTIONS, type Problem } from '../problem';
import type { Scoring, ScoringRequest } from '../scoring/scoring';
import type { TaskStore } from '../task/taskStore';
import type { Work } from '../review/changeReview';
import type { Alternative } from './candidate';

/** More are refused, not dropped silently: with this many the scorer's deadline becomes the limit. */
export const MAX_CANDIDATES = 64;

/** What is known about the candidates. */
export type Standing =
  | { readonly kind: 'empty' }
  | { readonly kind: 'message'; readonly problem: Problem }
  | { readonly kind: 'ranked'; readonly result: ScoreResult };

/** The candidates of this window and their ranking, made anew whenever one of them or the task changes. */
export class Alternatives implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  private readonly items = new Map<string, Alternative>();
  private nextId = 1;
  private running: AbortController | null = null;
  private state: Standing = { kind: 'empty' };
  private work: Work | null = null;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly tasks: Pick<TaskStore, 'current'>,
    private readonly scoring: Scoring,
    /** The candidates as the scorer takes them, with the files they change. */
    private readonly readable: (
      candidates: readonly Alternative[],
      signal: AbortSignal,
    ) => Promise<Pick<ScoreParams, 'candidates' | 'baseFiles'>>,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  get standing(): Standing {
    return this.state;
  }

  get progress(): Work | null {
    return this.work;
  }

  get candidates(): readonly Alternative[] {
    return [...this.items.values()];
  }

  find(id: string): Alternative | undefined {
    return this.items.get(id);
  }

  /** Adds candidates and ranks; one of the same origin takes its predecessor's place. Says how many found no room. */
  add(candidates: readonly NewCandidate[]): number {
    let refused = 0;
    for (const candidate of candidates) {
      const id = this.sameOrigin(candidate)?.id ?? `c${this.nextId++}`;
      if (this.items.size >= MAX_CANDIDATES && !this.items.has(id)) refused += 1;
      else this.items.set(id, { ...candidate, id });
    }
    void this.rank();
    return refused;
  }

  remove(id: string): void {
    if (this.items.delete(id)) void this.rank();
  }

  clear(): void {
    this.items.clear();
    void this.rank();
  }

  /** The current change moved: the candidate that stands for it moves along. It stays when the change is gone. */
  followChange(change: { readonly patch: string; readonly base: string } | null): void {
    const current = this.candidates.find(candidate => candidate.origin.kind === 'current');
    if (current === undefined || change === null) return;
    if (current.patch === change.patch && current.base === change.base) return;
    this.items.set(current.id, { ...current, patch: change.patch, base: change.base });
    void this.rank();
  }

  cancel(): void {
    if (this.running === null) return;
    this.running.abort();
    this.running = null;
    this.work = null;
    this.show({
      kind: 'message',
      problem: emptyState('cancelled', 'Ranking was cancelled.', ACTIONS.rescore, ACTIONS.clearCandidates),
    });
  }

  /** Scores all candidates against the task; a newer call cancels an older one. */
  async rank(): Promise<void> {
    this.running?.abort();
    this.running = null;
    this.work = null;
    if (this.items.size === 0) return this.show({ kind: 'empty' });
    const controller = new AbortController();
    this.running = controller;
    try {
      const standing = await this.score(controller.signal);
      if (!controller.signal.aborted) this.state = standing;
    } catch (error) {
      if (controller.signal.aborted) return;
      this.log.error(
        'The candidates could not be ranked.',
        error instanceof Error ? error : messageOf(error),
      );
      const problem = failure(
        'not ranked',
        `Not ranked: ${messageOf(error)}`,
        ACTIONS.rescore,
        ACTIONS.showLog,
      );
      this.state = { kind: 'message', problem };
    } finally {
      if (this.running === controller) {
        this.running = null;
        this.work = null;
        this.changed.fire();
      }
    }
  }

  dispose(): void {
    this.running?.abort();
    this.disposables.dispose();
  }

  private async score(signal: AbortSignal): Promise<Standing> {
    const candidates = this.candidates;
    this.setWork(0, candidates.length);
    const task = await this.tasks.current();
    if (task === null) {
      return { kind: 'message', problem: notScoredProblem(notScored('noTask')) };
    }
    const request: ScoringRequest = {
      task,
      ...(await this.readable(candidates, signal)),
      influence: 'none',
      supersedes: 'alternatives',
    };
    const outcome = await this.scoring.score(request, signal, (done, total) => {
      if (!signal.aborted) this.setWork(done, total);
    });
    if (outcome.kind === 'done') return { kind: 'ranked', result: outcome.result };
    if (outcome.kind === 'failed') return { kind: 'message', problem: outcome.problem };
    return { kind: 'message', problem: emptyState('cancelled', 'Ranking was cancelled.', ACTIONS.rescore) };
  }

  private sameOrigin(candidate: NewCandidate): Alternative | undefined {
    const key = originKey(candidate.origin);
    return this.candidates.find(other => originKey(other.origin) === key);
  }

  private show(state: Standing): void {
    this.state = state;
    this.changed.fire();
  }

  private setWork(done: number, total: number): void {
    const label = total === 1 ? 'Scoring the candidate…' : `Scoring ${total} candidates…`;
    this.work = { label, done, total };
    this.changed.fire();
  }
}
