import * as vscode from 'vscode';
import type { WhereToLook } from '../../core/review/whereToLook';
import type { ScoredVerdict } from '../../core/scoring/verdict';
import type { Task } from '../../core/task/task';
import type { AskedRange, RangeChange } from '../../platform/change/changeRange';
import type { Git } from '../../platform/git/git';
import { Disposables } from '../disposal';
import { LatestWork } from '../latestWork';
import { ACTIONS, emptyState, failure, notScoredProblem, type Problem } from '../problem';
import type { Scoring } from '../scoring/scoring';
import type { WorkView } from '../../core/protocol/panel';
import { messageOf } from '../../core/text/messageOf';

/** What the project's own tests said of the change. */
interface TestResult {
  readonly command: string;
  readonly passed: boolean;
}

/** A change between two commits that was scored, with the order in which to look at its parts. */
export interface ReviewedRange {
  readonly kind: 'reviewed';
  readonly git: Git;
  readonly change: RangeChange;
  readonly task: Task;
  readonly verdict: ScoredVerdict;
  readonly places: WhereToLook;
  readonly tests: TestResult | null;
  /** Sentences about what was left out. */
  readonly notes: readonly string[];
}

export type RangeReviewState =
  { readonly kind: 'none' } | { readonly kind: 'message'; readonly problem: Problem } | ReviewedRange;

/** What was asked for, which has moved on since. */
interface Moved {
  readonly range: AskedRange;
  /** Full id of the commit that its tip names by now. */
  readonly now: string;
}

/**
 * The change under review: one at a time, until it is closed or another is begun. First its score is shown, then the
 * influence of its parts, when they are measured. Nothing about it moves with the working tree: both ends are commits. When
 * the branch moves on, that is said beside it.
 */
export class RangeReview implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  private readonly reviewing = this.disposables.add(new LatestWork(() => this.changed.fire()));
  /** Follows what was asked for. */
  private readonly following = this.disposables.add(new LatestWork());
  private current: RangeReviewState = { kind: 'none' };
  private movedOn: Moved | null = null;
  /** What tests said, by the commit they ran on: it holds however the change is scored. */
  private readonly tested = new Map<string, TestResult>();
  /** Says what was asked for, once more; null where nothing is under review. */
  private answer: (() => Promise<void>) | null = null;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly scoring: Scoring,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  get state(): RangeReviewState {
    return this.current;
  }

  get progress(): WorkView | null {
    return this.reviewing.progress;
  }

  /** That what was asked for has moved on; null while it has not. */
  get moved(): Moved | null {
    return this.movedOn;
  }

  /** Reviews a change; a review that runs is ended. Resolves when its score is there, or why there is none. */
  async start(git: Git, range: AskedRange, task: Task): Promise<void> {
    this.answer = () => this.read(git, range, task);
    this.movedOn = null;
    this.update({ kind: 'none' });
    void this.follow(git, range);
    await this.answer();
  }

  /** The scorer was replaced: what it said may be said differently now. Until it is, it stays, and so do the editors that show it. */
  async again(): Promise<void> {
    if (this.answer === null) return;
    if (this.current.kind !== 'reviewed') this.update({ kind: 'none' });
    await this.answer();
  }

  /** Stops measuring. A score that is already shown stays. */
  cancel(): void {
    if (!this.reviewing.runs) return;
    this.reviewing.stop();
    if (this.current.kind === 'reviewed') return;
    this.show(emptyState('cancelled', 'The review was cancelled.', ACTIONS.reviewChange));
  }

  close(): void {
    this.reviewing.stop();
    this.following.stop();
    this.answer = null;
    this.movedOn = null;
    this.update({ kind: 'none' });
  }

  /** Keeps what the tests said of a change. */
  noteTests(head: string, tests: TestResult): void {
    this.tested.set(head, tests);
    if (this.current.kind === 'reviewed' && this.current.change.head === head)
      this.update({ ...this.current, tests });
  }

  dispose(): void {
    offerCommands(false);
    this.disposables.dispose();
  }

  /** Says what was asked for, or why it cannot be said. */
  private async read(git: Git, range: AskedRange, task: Task): Promise<void> {
    try {
      await this.reviewing.start(async (signal, report) => {
        report(`Reviewing ${range.label}…`);
        const { readRange } = await import('../../platform/change/changeRange');
        const change = await readRange(git, range, signal);
        signal.throwIfAborted();
        if ('problem' in change)
          return this.show(failure('not reviewed', change.problem, ACTIONS.reviewChange));
        const asked = { git, change, task };
        if (!(await this.score(asked, 'none', signal))) return;
        await this.score(asked, 'hunksAndFiles', signal, (done, total) => {
          // The first reading is the whole change, which has its score already.
          if (total > 1) report('Measuring the influence of each hunk and file…', done - 1, total - 1);
        });
      });
    } catch (error) {
      this.log.error('The change could not be reviewed.', error);
      this.show(failure('not reviewed', `Not reviewed: ${messageOf(error)}`, ACTIONS.showLog));
    }
  }

  private async follow(git: Git, range: AskedRange): Promise<void> {
    try {
      await this.following.start(async signal => {
        const { followRevision } = await import('./followRevision');
        signal.throwIfAborted();
        await followRevision(git, range.tip, signal, commit => {
          const now = commit === range.head ? null : commit;
          if (now === (this.movedOn?.now ?? null)) return;
          this.movedOn = now === null ? null : { range, now };
          this.changed.fire();
        });
      });
    } catch (error) {
      this.log.error('Whether the change under review moves on is not seen.', error);
    }
  }

  /** True when there is a score. */
  private async score(
    asked: Pick<ReviewedRange, 'git' | 'change' | 'task'>,
    influence: 'none' | 'hunksAndFiles',
    signal: AbortSignal,
    onProgress?: (done: number, total: number) => void,
  ): Promise<boolean> {
    const [{ whereToLook }, { reviewNotes }] = await Promise.all([
      import('../../core/review/whereToLook'),
      import('../../core/review/reviewNotes'),
    ]);
    const { change, task } = asked;
    const request = {
      task,
      candidates: [{ id: 'review', patch: change.patch }],
      baseFiles: change.baseFiles,
      influence,
      supersedes: 'review',
    };
    const outcome = await this.scoring.score(request, signal, onProgress);
    if (signal.aborted || outcome.kind === 'cancelled') return false;
    if (outcome.kind === 'failed') {
      // Influence is an extra: its failure takes no score away.
      if (influence === 'none') this.show(outcome.problem);
      return false;
    }
    const verdict = outcome.result.candidates[0]?.single;
    if (verdict?.kind !== 'scored') {
      if (influence === 'none' && verdict !== undefined) this.show(notScoredProblem(verdict));
      return false;
    }
    this.update({
      ...asked,
      kind: 'reviewed',
      verdict,
      places: whereToLook(change.files, verdict),
      tests: this.tested.get(change.head) ?? null,
      notes: reviewNotes(change, verdict),
    });
    return true;
  }

  private show(problem: Problem): void {
    this.update({ kind: 'message', problem });
  }

  private update(state: RangeReviewState): void {
    this.current = state;
    offerCommands(state.kind === 'reviewed');
    this.changed.fire();
  }
}

/** Commands that need a review are offered while there is one. */
function offerCommands(offered: boolean): void {
  void vscode.commands.executeCommand('setContext', 'sweRm.reviewing', offered);
}
