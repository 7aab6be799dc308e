import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { originKey, type NewCandidate, type ReadCandidates } from '../../core/candidates/candidate';
import type { KeptCandidate } from '../../core/candidates/keptCandidate';
import type { CandidateInput, ScoredCandidate, ScoringRequest } from '../../core/protocol/scorer';
import type { PatchDifference } from '../../core/ranking/difference';
import { EMPTY_RANKING, withUnscored } from '../../core/ranking/rank';
import type { Ranking } from '../../core/ranking/ranking';
import { notScored } from '../../core/scoring/notScored';
import { countText } from '../../core/text/countText';
import type { ReadOptions } from '../../platform/candidates/readOptions';
import { Disposables } from '../disposal';
import { LatestWork, type WorkReport } from '../latestWork';
import { emptyState, failure, notScoredProblem, ACTIONS, type Problem } from '../problem';
import type { Scoring } from '../scoring/scoring';
import type { TaskStore } from '../task/taskStore';
import type { WorkView } from '../../core/protocol/panel';
import type { ChangeReview, CurrentChange } from '../review/changeReview';
import type { Alternative } from './alternative';
import type { CandidateReading } from './candidateReading';
import { MAX_COMPARED } from './maxCompared';
import { messageOf } from '../../core/text/messageOf';

/** More are refused, not dropped silently: with this many the scorer's deadline becomes the limit. */
export const MAX_CANDIDATES = 64;

/** What is known about the candidates. */
export type Standing =
  | { readonly kind: 'empty' }
  | { readonly kind: 'message'; readonly problem: Problem }
  | {
      readonly kind: 'ranked';
      readonly ranking: Ranking;
      /** Between the first of each of the two groups in front; null with fewer, or when they are very long. */
      readonly difference: PatchDifference | null;
      /** The lone candidate is scored with the steps that led to it. */
      readonly stepsRead: boolean;
    };

const CANCELLED: Standing = {
  kind: 'message',
  problem: emptyState('cancelled', 'Ranking was cancelled.', ACTIONS.rescore),
};

/** The candidates of this window and their ranking, made anew whenever one of them or the task changes. */
export class Alternatives implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  private readonly changedCandidates = this.disposables.add(new vscode.EventEmitter<void>());
  private readonly items = new Map<string, Alternative>();
  private nextId = 1;
  private readonly ranking = this.disposables.add(new LatestWork(() => this.changed.fire()));
  private readonly readingAgain = this.disposables.add(new LatestWork(() => this.changed.fire()));
  private awaitedCurrent: KeptCandidate | null = null;
  private state: Standing = { kind: 'empty' };

  readonly onDidChange = this.changed.event;
  /** Some were added, were read again or are gone. */
  readonly onDidChangeCandidates = this.changedCandidates.event;

  constructor(
    private readonly tasks: Pick<TaskStore, 'current'>,
    private readonly scoring: Scoring,
    private readonly read: CandidateReading,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  get standing(): Standing {
    return this.state;
  }

  get progress(): WorkView | null {
    return this.readingAgain.progress ?? this.ranking.progress;
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
    this.changedCandidates.fire();
    void this.rank();
    return refused;
  }

  /**
   * Reads candidates again where they came from, and ranks. Those that could not be read stay as they are, and what was added or
   * removed meanwhile stays so. While some are being read, nothing more is.
   *
   * @returns why some could not be read; null when it was cancelled, or nothing was read
   */
  async readAgain(
    read: (options: ReadOptions) => Promise<ReadCandidates>,
  ): Promise<readonly string[] | null> {
    if (this.readingAgain.runs) return null;
    const before = this.origins;
    return this.readingAgain.start(async (signal, report) => {
      const { candidates, problems } = await read({
        signal,
        onProgress: (done, total) => report(`Reading ${countText(total, 'candidate')}…`, done, total),
      });
      signal.throwIfAborted();
      const now = this.origins;
      const isLeftAlone = ({ origin }: NewCandidate) =>
        before.has(originKey(origin)) === now.has(originKey(origin));
      this.add(candidates.filter(isLeftAlone));
      return problems;
    });
  }

  remove(id: string): void {
    if (!this.items.delete(id)) return;
    this.changedCandidates.fire();
    void this.rank();
  }

  clear(): void {
    this.awaitedCurrent = null;
    this.items.clear();
    this.changedCandidates.fire();
    void this.rank();
  }

  /** The current change, which becomes a candidate as soon as there is one; null when it is one, or nobody wants it to be. */
  get awaited(): KeptCandidate | null {
    return this.awaitedCurrent;
  }

  awaitCurrent(row: KeptCandidate): void {
    this.awaitedCurrent = row;
  }

  /**
   * The current change moved: the candidate that stands for it moves along. It leaves when the change was undone and comes back with the next,
   * and stays where the change could not be read.
   */
  followChange({ change, unchanged }: Pick<ChangeReview, 'change' | 'unchanged'>): void {
    const current = this.currentOne;
    if (unchanged && current !== undefined) {
      const { label, origin, base } = current;
      this.awaitCurrent({ label, origin, base });
      this.remove(current.id);
    }
    if (change === null || (current === undefined && this.awaitedCurrent === null)) return;
    this.awaitedCurrent = null;
    const moved = currentCandidate(change);
    if (!isDeepStrictEqual({ ...moved, id: current?.id }, current)) this.add([moved]);
  }

  /** Stops what runs, and says so. A ranking that is already shown stays when its candidates were only being read again. */
  cancel(): void {
    const ranks = this.ranking.runs;
    if (!ranks && !this.readingAgain.runs) return;
    this.readingAgain.stop();
    this.ranking.stop();
    if (!ranks && this.state.kind === 'ranked') return;
    this.show(CANCELLED);
  }

  /** Scores all candidates against the task; a newer call cancels an older one. */
  async rank(): Promise<void> {
    this.ranking.stop();
    if (this.items.size === 0) return this.show({ kind: 'empty' });
    try {
      await this.ranking.start(async (signal, report) => {
        const standing = await this.score(signal, report);
        signal.throwIfAborted();
        this.show(standing);
      });
    } catch (error) {
      this.log.error('The candidates could not be ranked.', error);
      const sentence = `Not ranked: ${messageOf(error)}`;
      const problem = failure('not ranked', sentence, ACTIONS.rescore, ACTIONS.showLog);
      this.show({ kind: 'message', problem });
    }
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async score(signal: AbortSignal, report: WorkReport): Promise<Standing> {
    const candidates = this.candidates;
    const label =
      candidates.length === 1 ? 'Scoring the candidate…' : `Scoring ${candidates.length} candidates…`;
    report(label, 0, candidates.length);
    const task = await this.tasks.current();
    if (task === null) {
      return { kind: 'message', problem: notScoredProblem(notScored('noTask')) };
    }
    const { unscored, ...read } = await this.read(candidates, signal);
    if (read.candidates.length === 0)
      return {
        kind: 'ranked',
        ranking: withUnscored(EMPTY_RANKING, unscored),
        difference: null,
        stepsRead: false,
      };
    const { countedOnce } = await import('./countedOnce');
    const { asked, placed } = countedOnce(read.candidates, this.currentOne?.id);
    const request: ScoringRequest = {
      task,
      ...read,
      candidates: asked.length === 1 ? asked : asked.map(alike),
      influence: 'none',
      supersedes: 'alternatives',
    };
    const outcome = await this.scoring.score(request, signal, (done, total) => report(label, done, total));
    if (outcome.kind === 'done') {
      const { ranking, candidates: verdicts } = outcome.result;
      return {
        kind: 'ranked',
        ranking: withUnscored(placed(ranking), unscored),
        difference: await this.differenceBetweenFirst(ranking),
        stepsRead: verdicts.some(readSteps),
      };
    }
    if (outcome.kind === 'failed') return { kind: 'message', problem: outcome.problem };
    return CANCELLED;
  }

  private async differenceBetweenFirst({ groups }: Ranking): Promise<PatchDifference | null> {
    const [first, second] = groups
      .filter(({ verdict }) => verdict.kind === 'scored')
      .map(({ members }) => this.find(members[0] ?? '')?.patch);
    if (first === undefined || second === undefined || first.length + second.length > MAX_COMPARED)
      return null;
    const [{ differenceOf }, { parsePatch }] = await Promise.all([
      import('../../core/ranking/difference'),
      import('../../core/patch/parsePatch'),
    ]);
    return differenceOf(parsePatch(first), parsePatch(second));
  }

  /** The candidate that stands for the current change. */
  private get currentOne(): Alternative | undefined {
    return this.candidates.find(({ origin }) => origin.kind === 'current');
  }

  private get origins(): ReadonlySet<string> {
    return new Set(this.candidates.map(({ origin }) => originKey(origin)));
  }

  private sameOrigin(candidate: NewCandidate): Alternative | undefined {
    const key = originKey(candidate.origin);
    return this.candidates.find(other => originKey(other.origin) === key);
  }

  private show(state: Standing): void {
    this.state = state;
    this.changed.fire();
  }
}

/** The current change as a candidate. */
export function currentCandidate({ patch, base, steps }: CurrentChange): NewCandidate {
  return { label: 'Current change', origin: { kind: 'current' }, patch, base, steps: steps?.steps };
}

/** Steps count for a candidate by itself. Read in a ranking, they made the order of held-out candidates worse (ADR 16). */
function alike(candidate: CandidateInput): CandidateInput {
  return { ...candidate, steps: undefined };
}

function readSteps({ single, set }: ScoredCandidate): boolean {
  const verdict = set ?? single;
  return verdict.kind === 'scored' && verdict.producedBy.trajectory === 'read';
}
