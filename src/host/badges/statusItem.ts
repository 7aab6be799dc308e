import * as vscode from 'vscode';
import { Disposables } from '../disposal';
import type { ChangeReview } from '../review/changeReview';
import { calibrationText, reservations, scoreText, shortText } from '../../core/scoring/wording';
import { levelOf } from '../scoring/level';

const ICONS = { high: '$(pass)', middle: '$(question)', low: '$(warning)' } as const;

/** The score in the status bar: icon, number and word; a click shows the panel. */
export class StatusItem implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly item = this.disposables.add(
    vscode.window.createStatusBarItem('sweRm.score', vscode.StatusBarAlignment.Left, 50),
  );

  /** @param folder what the folder is called whose change is scored; null where there is no other */
  constructor(
    private readonly review: ChangeReview,
    private readonly folder: string | null,
  ) {
    this.item.name = 'SWE-RM: Patch Confidence';
    this.item.command = { title: 'Show', command: 'sweRm.openPanel', arguments: ['change'] };
    this.disposables.add(review.onDidChange(() => this.draw()));
    this.draw();
    this.item.show();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private draw(): void {
    const { review, progress } = this.review;
    if (review.kind === 'scored') {
      const { verdict, stale } = review;
      const icon = stale ? '$(sync~spin)' : ICONS[levelOf(verdict.score)];
      this.item.text = `${icon} ${shortText(verdict.score)}`;
      const now = stale
        ? 'The change has been edited; scoring… Before: '
        : 'Probability that the change resolves the task: ';
      const part = reservations(verdict, null)
        .map(text => `\n${text}`)
        .join('');
      this.item.tooltip = `${now}${scoreText(verdict)}.${part}\n${calibrationText(verdict.producedBy)}${this.where()}`;
      this.item.accessibilityInformation = {
        label: `SWE-RM: ${now}${scoreText(verdict)}${part}${this.where()}`,
        role: 'button',
      };
      return;
    }
    const { problem } = review;
    const word = problem.error ? `not scored: ${problem.brief}` : problem.brief;
    const icon = problem.error ? '$(circle-slash)' : '$(sparkle)';
    this.item.text = progress === null ? `${icon} SWE-RM: ${word}` : '$(sync~spin) SWE-RM: scoring…';
    this.item.tooltip = `${problem.sentence}${this.where()}`;
    this.item.accessibilityInformation = {
      label: `SWE-RM: ${word}. ${problem.sentence}${this.where()}`,
      role: 'button',
    };
  }

  private where(): string {
    return this.folder === null ? '' : `\nFolder: ${this.folder}`;
  }
}
