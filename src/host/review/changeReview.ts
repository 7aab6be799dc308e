import * as vscode from 'vscode';
import type { WorkView } from '../../core/protocol/panel';
import type { ScoredVerdict } from '../../core/scoring/verdict';
import { notScored } from '../../core/scoring/notScored';
import type { Task } from '../../core/task/task';
import type { CapturedChange, Capture } from '../capture/capturedChange';
import { Disposables } from '../disposal';
import { ACTIONS, emptyState, failure, notScoredProblem, type Problem } from '../problem';
import type { Scoring } from '../scoring/scoring';
import type { TaskStore } from '../task/taskStore';
import type { ChangeSteps } from '../trajectories/changeSteps';
import { messageOf } from '../../core/text/messageOf';

/** What is known about the current change. */
export type Review =
  | { readonly kind: 'message'; readonly problem: Problem }
  | {
      readonly kind: 'scored';
      readonly change: CapturedChange;
      readonly verdict: ScoredVerdict;
      /** Which steps were read with it: "7 recorded steps"; null when none were. */
      readonly steps: string | null;
      /** The change or the task has moved on; a newer verdict is on its way. */
      readonly stale: boolean;
    };

/** A captured change with the steps that led to it; null where they are not known. */
export interface CurrentChange extends CapturedChange {
  readonly steps: ChangeSteps | null;
}

const LABELS = { score: 'Scoring the change…', influence: 'Finding what each hunk contributes…' } as const;

/**
 * Keeps the verdict on the current change up to date: captures, asks for the task, scores, and then
 * asks once more for each hunk's influence. A newer look cancels an older one.
 */
export class ChangeReview implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  private running: AbortController | null = null;
  private scoredInput = '';
  /** As `scoredInput`, once the influence of its hunks was asked for to the end as well. */
  private measuredInput = '';
  private state: Review = {
    kind: 'message',
    problem: emptyState('starting', 'Looking for changes…'),
  };
  private work: WorkView | null = null;
  private captured: CurrentChange | null = null;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly capture: (signal: AbortSignal) => Promise<Capture>,
    /** The steps that led to a change, where they are known. */
    private readonly stepsOf: (change: CapturedChange) => Promise<ChangeSteps | null>,
    private readonly tasks: Pick<TaskStore, 'current'>,
    private readonly scoring: Scoring,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  get review(): Review {
    return this.state;
  }

  get progress(): WorkView | null {
    return this.work;
  }

  /** The change as last captured, scored or not; null when there is none. */
  get change(): CurrentChange | null {
    return this.captured;
  }

  /** An edit was seen: what is shown no longer belongs to the text. */
  markStale(): void {
    if (this.state.kind !== 'scored' || this.state.stale) return;
    this.update({ ...this.state, stale: true });
  }

  /** Captures and scores; the same change and task are scored again only when `force` says so. */
  async refresh(force = false): Promise<void> {
    this.running?.abort();
    const controller = new AbortController();
    this.running = controller;
    if (force) this.forget();
    try {
      await this.run(controller.signal);
    } catch (error) {
      if (controller.signal.aborted) return;
      this.log.error('The change could not be scored.', error);
      this.show(failure('failed', `Not scored: ${messageOf(error)}`, ACTIONS.rescore, ACTIONS.showLog));
    } finally {
      if (this.running === controller) {
        this.running = null;
        this.setWork(null);
      }
    }
  }

  /** Stops the scoring that runs, and says so. */
  cancel(): void {
    if (this.running === null) return;
    this.running.abort();
    this.running = null;
    this.work = null;
    this.show(emptyState('cancelled', 'Scoring was cancelled.', ACTIONS.rescore));
  }

  dispose(): void {
    this.running?.abort();
    this.disposables.dispose();
  }

  private async run(signal: AbortSignal): Promise<void> {
    const capture = await this.capture(signal);
    // Another folder may be looked at by now; nothing of this one should be read or watched any more.
    signal.throwIfAborted();
    const task = await this.tasks.current();
    const steps = capture.kind === 'change' ? await this.stepsOf(capture) : null;
    if (signal.aborted) return;
    this.captured = null;
    if (capture.kind === 'problem') return this.show(capture.problem);
    if (capture.kind === 'unchanged') {
      const sentence = `Nothing has changed since ${capture.baseName}. Edit a file and its score appears here.`;
      return this.show(emptyState('no change', sentence));
    }
    const change = { ...capture, steps };
    this.captured = change;
    if (task === null) {
      return this.show(notScoredProblem(notScored('noTask')));
    }
    const input = JSON.stringify([task.title, task.body, change.patch, change.steps?.steps]);
    if (input !== this.scoredInput) {
      if (!(await this.score(change, task, 'none', signal))) return;
      this.scoredInput = input;
    } else if (this.state.kind === 'scored' && this.state.stale) this.update({ ...this.state, stale: false });
    // A save looks again at the same change, and may have ended the measuring that was under way.
    if (input === this.measuredInput) return;
    const hunks = change.files.reduce((count, file) => count + file.hunks.length, 0);
    if (hunks > 1 && !(await this.score(change, task, 'hunks', signal))) return;
    this.measuredInput = input;
  }

  private forget(): void {
    this.scoredInput = '';
    this.measuredInput = '';
  }

  /** True when the scorer answered and need not be asked the same again. */
  private async score(
    change: CurrentChange,
    task: Task,
    influence: 'none' | 'hunks',
    signal: AbortSignal,
  ): Promise<boolean> {
    this.setWork({ label: influence === 'hunks' ? LABELS.influence : LABELS.score, done: 0, total: 0 });
    const request = {
      task,
      candidates: [{ id: 'change', patch: change.patch, steps: change.steps?.steps }],
      baseFiles: change.baseFiles,
      influence,
      supersedes: 'change',
    };
    const outcome = await this.scoring.score(request, signal);
    if (signal.aborted || outcome.kind === 'cancelled') return false;
    if (outcome.kind === 'failed') {
      this.show(outcome.problem);
      return false;
    }
    const verdict = outcome.result.candidates[0]?.single;
    if (verdict === undefined) {
      this.show(
        failure('no answer', 'Not scored: the scorer gave no answer.', ACTIONS.rescore, ACTIONS.showLog),
      );
      return false;
    }
    if (verdict.kind === 'notScored') {
      // Influence is an extra: its failure takes no score away.
      if (influence === 'hunks') return true;
      this.show(notScoredProblem(verdict));
      return false;
    }
    const { elapsedMs, tokens, computedTokens } = outcome.result.stats;
    this.log.debug(`scored in ${Math.round(elapsedMs)} ms, ${computedTokens} of ${tokens} tokens computed`);
    const steps = verdict.producedBy.trajectory === 'read' ? (change.steps?.words ?? null) : null;
    this.update({ kind: 'scored', change, verdict, steps, stale: false });
    return true;
  }

  private show(problem: Problem): void {
    this.forget();
    this.update({ kind: 'message', problem });
  }

  private update(state: Review): void {
    this.state = state;
    this.changed.fire();
  }

  private setWork(work: WorkView | null): void {
    if (work === null && this.work === null) return;
    this.work = work;
    this.changed.fire();
  }
}
