import * as vscode from 'vscode';
import { originKey } from '../../core/candidates/candidate';
import { blindNames, blindNumber } from '../../core/ranking/blindNames';
import { Disposables } from '../disposal';
import type { Outcomes } from '../learning/outcomes';
import type { Alternatives } from './alternatives';
import type { Alternative } from './alternative';
import { outcomeScore } from '../../core/scoring/outcomeScore';

const BLIND = 'sweRm.blind';
const CHOICE = 'sweRm.choice';

/** The candidate that was chosen last, by its origin: ids are of one window. */
interface Choice {
  readonly key: string;
  /** What the choice did was taken back; what was seen stays seen. */
  readonly undone: boolean;
}

/**
 * What a person decides about candidates: whether to see where they come from, and which one to take.
 *
 * Both are kept in the folder's memory. A choice lifts blind mode for the candidates at hand; the next set is hidden again.
 */
export class Choices implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());

  /** Whether what the choice did was undone in the meantime; null: it did nothing that this window can see undone. */
  private isUndone: (() => Promise<boolean>) | null = null;

  /** Whether the chosen candidate has been among the candidates: those of the last window come one after the other. */
  private isThere = false;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly alternatives: Alternatives,
    private readonly state: vscode.Memento,
    private readonly outcomes: Pick<Outcomes, 'note'>,
    settled: vscode.Event<void>,
  ) {
    this.disposables.add(
      alternatives.onDidChangeCandidates(() => {
        const wasThere = this.isThere;
        this.isThere = this.chosenCandidate !== null;
        if (!wasThere || this.isThere) return;
        this.keepChoice(null);
        this.changed.fire();
      }),
    );
    this.disposables.add(settled(() => void this.look()));
  }

  /** Whether sources are hidden now. */
  get hidden(): boolean {
    return this.blind && this.chosenCandidate === null;
  }

  /** Whether sources are hidden until a choice is made. */
  get blind(): boolean {
    return this.state.get<boolean>(BLIND) ?? false;
  }

  /** Id of the candidate that was chosen last; null also when that was undone. */
  get chosen(): string | null {
    return this.choice?.undone === true ? null : (this.chosenCandidate?.id ?? null);
  }

  /** Switches blind mode; what was chosen before no longer lifts it. */
  async toggleBlind(): Promise<void> {
    this.keepChoice(null);
    await this.state.update(BLIND, !this.blind);
    this.changed.fire();
  }

  /** What a candidate is called where a person sees it. */
  nameOf(candidate: Alternative): string {
    if (!this.hidden) return candidate.label;
    const { standing, candidates } = this.alternatives;
    const names = standing.kind === 'ranked' ? blindNames(standing.ranking) : new Map<string, string>();
    // Without a ranking there are no letters; by one name for all of them nobody could choose.
    return names.get(candidate.id) ?? blindNumber(candidates.indexOf(candidate));
  }

  /**
   * Keeps the choice as an outcome, with the place and the score it had when it was made.
   *
   * @param isUndone whether what the choice did is undone, by then; asked whenever files have changed
   */
  async choose(candidate: Alternative, isUndone: (() => Promise<boolean>) | null = null): Promise<void> {
    const blind = this.hidden;
    this.keepChoice({ key: originKey(candidate.origin), undone: false }, isUndone);
    this.changed.fire();
    const { standing } = this.alternatives;
    if (standing.kind !== 'ranked') return;
    const group = standing.ranking.groups.find(({ members }) => members.includes(candidate.id));
    if (group === undefined) return;
    const { changeKey } = await import('../../platform/outcomes/changeKey');
    const { verdict, rank } = group;
    const of = standing.ranking.groups.reduce((sum, { members }) => sum + members.length, 0);
    await this.outcomes.note({
      version: 1,
      change: changeKey(candidate.patch),
      commit: candidate.origin.kind === 'commit' ? candidate.origin.commit : null,
      at: new Date().toISOString(),
      source: 'person',
      event: { kind: 'choice', rank, of, blind },
      score: verdict.kind === 'scored' ? outcomeScore(verdict) : null,
    });
  }

  /** What the choice of a candidate did was undone: it is not chosen, unless another is by now. What was seen is not hidden again. */
  takeBack({ origin }: Alternative): void {
    const { choice } = this;
    if (choice?.key !== originKey(origin)) return;
    this.keepChoice({ ...choice, undone: true });
    this.changed.fire();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private get choice(): Choice | null {
    return this.state.get<Choice>(CHOICE) ?? null;
  }

  private get chosenCandidate(): Alternative | null {
    const { choice } = this;
    if (choice === null) return null;
    return this.alternatives.candidates.find(({ origin }) => originKey(origin) === choice.key) ?? null;
  }

  private async look(): Promise<void> {
    const { isUndone, chosenCandidate } = this;
    if (isUndone === null || chosenCandidate === null) return;
    if ((await isUndone()) && this.isUndone === isUndone) this.takeBack(chosenCandidate);
  }

  private keepChoice(choice: Choice | null, isUndone: (() => Promise<boolean>) | null = null): void {
    this.isUndone = isUndone;
    this.isThere = choice !== null;
    void this.state.update(CHOICE, choice ?? undefined);
  }
}
