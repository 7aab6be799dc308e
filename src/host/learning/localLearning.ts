import * as vscode from 'vscode';
import { withLocalMap } from '../../core/calibration/applyLocalMap';
import type { Learning, LocalMap, ModelIdentity } from '../../core/calibration/learning';
import type { ScoreResult, ScoringRequest } from '../../core/protocol/scorer';
import type { Outcome } from '../../core/scoring/outcome';
import type { Regime, Verdict } from '../../core/scoring/verdict';
import { Disposables } from '../disposal';
import type { Scoring, ScoringOutcome } from '../scoring/scoring';
import type { Outcomes } from './outcomes';

const KEY = 'sweRm.useLocalMap';

/** What is known about learning, for the panel. */
export interface LearningState {
  /** Null: no score has been made yet, so it is not known which model's outcomes count. */
  readonly learning: Learning | null;
  readonly outcomes: readonly Outcome[];
  readonly inUse: boolean;
}

/**
 * Scores as the rest of the extension sees them: by the model, and corrected by this repository's outcomes when a person
 * has asked for it. The order of candidates stays as it is, since the map rises; what changes is what the numbers say.
 *
 * Asking is left to the person, because a correction by history changes the meaning of a score: from "resolves its
 * task" to "turns out well here".
 */
export class LocalLearning implements Scoring, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  private readonly shifted = this.disposables.add(new vscode.EventEmitter<void>());
  private identity: ModelIdentity | null = null;
  private known: Promise<ReadonlyMap<Regime, Learning>> | null = null;

  /** Something else is known now. */
  readonly onDidChange = this.changed.event;
  /** What was scored scores differently now. */
  readonly onDidShiftScores = this.shifted.event;

  constructor(
    private readonly scoring: Scoring,
    private readonly outcomes: Outcomes,
    private readonly memory: vscode.Memento,
  ) {
    this.disposables.add(
      outcomes.onDidChange(() => {
        this.known = null;
        this.changed.fire();
        if (this.wanted) this.shifted.fire();
      }),
    );
  }

  async score(
    request: ScoringRequest,
    signal: AbortSignal,
    onProgress?: (done: number, total: number) => void,
  ): Promise<ScoringOutcome> {
    const outcome = await this.scoring.score(request, signal, onProgress);
    if (outcome.kind !== 'done') return outcome;
    this.recognise(outcome.result);
    if (!this.wanted) return outcome;
    const maps = usable(await this.learned());
    return maps.length === 0 ? outcome : { kind: 'done', result: corrected(outcome.result, maps) };
  }

  async state(): Promise<LearningState> {
    const learning = (await this.learned()).get('single') ?? null;
    const inUse = this.wanted && learning?.kind === 'fitted' && learning.helps;
    return { learning, outcomes: await this.outcomes.all(), inUse };
  }

  /** Whether a person wants scores corrected. They are only where that was better than not to. */
  private get wanted(): boolean {
    return this.memory.get<boolean>(KEY) ?? false;
  }

  async use(wanted: boolean): Promise<void> {
    await this.memory.update(KEY, wanted);
    this.changed.fire();
    this.shifted.fire();
  }

  /** Forgets every outcome and leaves scores as the model gives them. */
  async reset(): Promise<void> {
    await this.memory.update(KEY, undefined);
    await this.outcomes.clear();
    this.shifted.fire();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** Outcomes count for the model that made their scores. */
  private recognise({ candidates }: ScoreResult): void {
    const verdict = candidates.find(({ single }) => single.kind === 'scored')?.single;
    if (verdict?.kind !== 'scored') return;
    const { model, version } = verdict.producedBy;
    if (this.identity?.model === model && this.identity.version === version) return;
    this.identity = { model, version };
    this.known = null;
    this.changed.fire();
  }

  private learned(): Promise<ReadonlyMap<Regime, Learning>> {
    return (this.known ??= this.learnAnew());
  }

  private async learnAnew(): Promise<ReadonlyMap<Regime, Learning>> {
    const { identity } = this;
    if (identity === null) return new Map();
    const [{ learn }, all] = await Promise.all([
      import('../../core/calibration/learning'),
      this.outcomes.all(),
    ]);
    const regimes: readonly Regime[] = ['single', 'set'];
    return new Map(regimes.map(regime => [regime, learn(all, regime, identity)] as const));
  }
}

function usable(learned: ReadonlyMap<Regime, Learning>): readonly LocalMap[] {
  return [...learned.values()].flatMap(learning =>
    learning.kind === 'fitted' && learning.helps ? [learning.map] : [],
  );
}

function corrected(result: ScoreResult, maps: readonly LocalMap[]): ScoreResult {
  const correct = (verdict: Verdict): Verdict =>
    maps.reduce((known, map) => withLocalMap(known, map), verdict);
  const groups = result.ranking.groups.map(group => ({ ...group, verdict: correct(group.verdict) }));
  return {
    ...result,
    candidates: result.candidates.map(({ id, single, set }) => ({
      id,
      single: correct(single),
      set: set === null ? null : correct(set),
    })),
    ranking: {
      ...result.ranking,
      groups: groups.map((group, index) => {
        const next = groups[index + 1];
        const both = group.verdict.kind === 'scored' && next?.verdict.kind === 'scored';
        const margin =
          both && group.margin !== null ? scoreOf(group.verdict) - scoreOf(next.verdict) : group.margin;
        return { ...group, margin };
      }),
    },
  };
}

function scoreOf(verdict: Verdict): number {
  return verdict.kind === 'scored' ? verdict.score : 0;
}
