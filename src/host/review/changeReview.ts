import * as vscode from 'vscode';
import type { WorkView } from '../../core/protocol/panel';
import type { ScoredVerdict } from '../../core/scoring/verdict';
import { notScored } from '../../core/scoring/notScored';
import type { Task } from '../../core/task/task';
import type { CapturedChange, Capture } from '../capture/capturedChange';
import { Disposables } from '../disposal';
import { LatestWork } from '../latestWork';
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

/**
 * Keeps the verdict on the current change up to date: captures, asks for the task, scores, and then
 * asks once more for each hunk's influence.
 *
 * A look is never cut short by the next one, or files that are written all the time (a log, a build) would keep a large
 * repository from ever being seen; and it ends a scoring only when it finds another change than the one that is scored.
 */
export class ChangeReview implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  /** Looks at the working tree, one after the other. */
  private readonly looking = this.disposables.add(new LatestWork());
  private looked = Promise.resolve();
  /** Something happened since the look began that is under way. */
  private again = false;
  private readonly scoring = this.disposables.add(new LatestWork(() => this.changed.fire()));
  private scored = Promise.resolve();
  /** Whether an edit was typed since the look began that is under way or was the last. */
  private touched = false;
  /** What is scored, or was last. */
  private begunInput = '';
  private scoredInput = '';
  /** As `scoredInput`, once the influence of its hunks was asked for to the end as well, or a person wanted no more of that. */
  private measuredInput = '';
  private state: Review = {
    kind: 'message',
    problem: emptyState('starting', 'Looking for changes…'),
  };
  private captured: CurrentChange | null = null;
  private isUnchanged = false;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly capture: (signal: AbortSignal) => Promise<Capture>,
    /** The steps that led to a change, where they are known. */
    private readonly stepsOf: (change: CapturedChange) => Promise<ChangeSteps | null>,
    private readonly tasks: Pick<TaskStore, 'current'>,
    private readonly scorer: Scoring,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  get review(): Review {
    return this.state;
  }

  get progress(): WorkView | null {
    return this.scoring.progress;
  }

  /** The change as last captured, scored or not; null when there is none, or it could not be read. */
  get change(): CurrentChange | null {
    return this.captured;
  }

  /** The last look found that nothing has changed. */
  get unchanged(): boolean {
    return this.isUnchanged;
  }

  /** An edit was seen: what is shown no longer belongs to the text. */
  markStale(): void {
    this.touched = true;
    if (this.state.kind !== 'scored' || this.state.stale) return;
    this.update({ ...this.state, stale: true });
  }

  /**
   * Captures and scores; the same change and task are scored again only when `force` says so. Resolves when what was there
   * when it was called has been looked at, and scored if it still counts.
   */
  async refresh(force = false): Promise<void> {
    if (force) {
      this.scoring.stop();
      this.forget();
    }
    this.again = true;
    if (!this.looking.runs) this.looked = this.look();
    await this.looked;
    await this.scored;
  }

  /** Stops what runs, and says so. A score that is already shown stays, without the influence of its hunks. */
  cancel(): void {
    if (this.scoring.runs && this.begunInput === this.scoredInput) {
      this.measuredInput = this.scoredInput;
      return this.scoring.stop();
    }
    if (!this.looking.runs && !this.scoring.runs) return;
    this.looking.stop();
    this.scoring.stop();
    this.show(emptyState('cancelled', 'Scoring was cancelled.', ACTIONS.rescore));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async look(): Promise<void> {
    let looked: boolean | null;
    do {
      looked = await this.looking.start(async signal => {
        this.again = false;
        await this.reporting(signal, () => this.lookOnce(signal));
        return true;
      });
      // Not earlier: until the look no longer runs, whoever asks for another relies on it.
    } while (this.again && looked !== null);
  }

  private async lookOnce(signal: AbortSignal): Promise<void> {
    this.touched = false;
    const capture = await this.capture(signal);
    // Another folder may be looked at by now; nothing of this one should be read or watched any more.
    signal.throwIfAborted();
    const task = await this.tasks.current();
    const steps = capture.kind === 'change' ? await this.stepsOf(capture) : null;
    signal.throwIfAborted();
    this.captured = null;
    this.isUnchanged = capture.kind === 'unchanged';
    if (capture.kind !== 'change') return this.unscored(capture.problem);
    const change = { ...capture, steps };
    this.captured = change;
    if (task === null) return this.unscored(notScoredProblem(notScored('noTask')));
    // The base too: the code around the same lines may be another there.
    const input = JSON.stringify([task.title, task.body, change.base, change.patch, change.steps?.steps]);
    const isScored = input === this.scoredInput;
    if (isScored) this.showAnew(change);
    if (this.scoring.runs && input === this.begunInput) return;
    // What is scored is gone, maybe because an edit was taken back.
    this.scoring.stop();
    if (isScored && input === this.measuredInput) return;
    this.begunInput = input;
    this.scored = this.score(change, task, input);
  }

  /** The change that has its score was seen once more: what is said of it besides may be another, and it is up to date. */
  private showAnew(change: CurrentChange): void {
    if (this.state.kind !== 'scored') return;
    const said = ({ baseName, problems }: CapturedChange) => JSON.stringify([baseName, problems]);
    if (this.state.stale === this.touched && said(this.state.change) === said(change)) return;
    this.update({ ...this.state, change, stale: this.touched });
  }

  /** There is nothing to score, for a reason to be shown. */
  private unscored(problem: Problem): void {
    this.scoring.stop();
    this.show(problem);
  }

  private async score(change: CurrentChange, task: Task, input: string): Promise<void> {
    await this.scoring.start((signal, report) =>
      this.reporting(signal, async () => {
        if (input !== this.scoredInput) {
          report('Scoring the change…');
          if (!(await this.ask(change, task, 'none', signal))) return;
          this.scoredInput = input;
        }
        const hunks = change.files.reduce((count, file) => count + file.hunks.length, 0);
        if (hunks > 1) {
          report('Measuring the influence of each hunk…');
          if (!(await this.ask(change, task, 'hunks', signal))) return;
        }
        this.measuredInput = input;
      }),
    );
  }

  /** Shows why a piece of work failed, unless it was stopped. */
  private async reporting(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (signal.aborted) return;
      this.log.error('The change could not be scored.', error);
      this.show(failure('failed', `Not scored: ${messageOf(error)}`, ACTIONS.rescore, ACTIONS.showLog));
    }
  }

  private forget(): void {
    this.scoredInput = '';
    this.measuredInput = '';
  }

  /** True when the scorer answered and need not be asked the same again. */
  private async ask(
    change: CurrentChange,
    task: Task,
    influence: 'none' | 'hunks',
    signal: AbortSignal,
  ): Promise<boolean> {
    const request = {
      task,
      candidates: [{ id: 'change', patch: change.patch, steps: change.steps?.steps }],
      baseFiles: change.baseFiles,
      influence,
      supersedes: 'change',
    };
    const outcome = await this.scorer.score(request, signal);
    if (signal.aborted || outcome.kind === 'cancelled') return false;
    // Influence is an extra: its failure takes no score away.
    if (outcome.kind === 'failed') {
      if (influence === 'none') this.show(outcome.problem);
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
      if (influence === 'hunks') return true;
      this.show(notScoredProblem(verdict));
      return false;
    }
    const { elapsedMs, tokens, computedTokens } = outcome.result.stats;
    this.log.debug(`scored in ${Math.round(elapsedMs)} ms, ${computedTokens} of ${tokens} tokens computed`);
    const steps = verdict.producedBy.trajectory === 'read' ? (change.steps?.words ?? null) : null;
    this.update({ kind: 'scored', change, verdict, steps, stale: this.touched });
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
}
