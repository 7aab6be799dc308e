import * as vscode from 'vscode';
import { blindNames } from '../../core/ranking/blindNames';
import type { Outcome } from '../../core/scoring/outcome';
import { Disposables } from '../disposal';
import type { Alternatives } from './alternatives';
import type { Alternative } from './candidate';
import { outcomeScore } from '../../core/scoring/outcomeScore';

/** Where outcomes are kept. */
export interface OutcomeLog {
  add(outcomes: readonly Outcome[]): Promise<void>;
}

const KEY = 'sweRm.blind';

/**
 * What a person decides about candidates: whether to see where they come from, and which one to take.
 *
 * Blind mode is kept in the workspace's state. A choice lifts it for the candidates at hand; the next set is hidden again.
 */
export class Choices implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  private chosenId: string | null = null;
  private undone = false;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly alternatives: Alternatives,
    private readonly state: vscode.Memento,
    private readonly log: OutcomeLog | null,
  ) {
    this.disposables.add(
      alternatives.onDidChange(() => {
        if (this.chosenId !== null && alternatives.find(this.chosenId) === undefined) this.chosenId = null;
      }),
    );
  }

  /** Whether sources are hidden now. */
  get hidden(): boolean {
    return this.blind && this.chosenId === null;
  }

  /** Whether sources are hidden until a choice is made. */
  get blind(): boolean {
    return this.state.get<boolean>(KEY) ?? false;
  }

  /** Id of the candidate that was chosen last; null also when that was undone. */
  get chosen(): string | null {
    return this.undone ? null : this.chosenId;
  }

  /** Switches blind mode; what was chosen before no longer lifts it. */
  async toggleBlind(): Promise<void> {
    this.chosenId = null;
    await this.state.update(KEY, !this.blind);
    this.changed.fire();
  }

  /** What a candidate is called where a person sees it. */
  nameOf(candidate: Alternative): string {
    if (!this.hidden) return candidate.label;
    const { standing } = this.alternatives;
    const names = standing.kind === 'ranked' ? blindNames(standing.ranking) : new Map<string, string>();
    return names.get(candidate.id) ?? 'Candidate';
  }

  /** Keeps the choice as an outcome, with the place and the score it had when it was made. */
  async choose(candidate: Alternative): Promise<void> {
    const blind = this.hidden;
    this.chosenId = candidate.id;
    this.undone = false;
    this.changed.fire();
    const { standing } = this.alternatives;
    if (this.log === null || standing.kind !== 'ranked') return;
    const group = standing.ranking.groups.find(({ members }) => members.includes(candidate.id));
    if (group === undefined) return;
    const { changeKey } = await import('../../platform/outcomes/changeKey');
    const { verdict, rank } = group;
    const of = standing.ranking.groups.reduce((sum, { members }) => sum + members.length, 0);
    await this.log.add([
      {
        version: 1,
        change: changeKey(candidate.patch),
        commit: candidate.origin.kind === 'commit' ? candidate.origin.commit : null,
        at: new Date().toISOString(),
        source: 'person',
        event: { kind: 'choice', rank, of, blind },
        score: verdict.kind === 'scored' ? outcomeScore(verdict) : null,
      },
    ]);
  }

  /** What the choice did was undone: nothing is chosen. What was seen is not hidden again. */
  takeBack(): void {
    this.undone = true;
    this.changed.fire();
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
