import * as vscode from 'vscode';
import { pointsText } from '../../core/scoring/wording';
import { Disposables } from '../disposal';
import { onAnother } from '../onAnother';
import { pathBelow } from '../../platform/files/pathBelow';
import type { RangeReview } from '../review/rangeReview';
import { REVIEW_SCHEME } from '../review/reviewDocuments';

/** Two characters are all that a badge holds. */
const MAX_RANK = 99;

/** The place of each file in the order of where to look first, in the explorer, on tabs and in the diff editor. */
export class ReviewDecorations implements vscode.FileDecorationProvider, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<undefined>());

  readonly onDidChangeFileDecorations = this.changed.event;

  constructor(private readonly review: RangeReview) {
    this.disposables.add(vscode.window.registerFileDecorationProvider(this));
    const state = () => review.state;
    this.disposables.add(onAnother(review.onDidChange, state, () => this.changed.fire(undefined)));
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const { state } = this.review;
    if (state.kind !== 'reviewed' || state.places.files.length < 2) return undefined;
    const path =
      uri.scheme === REVIEW_SCHEME
        ? uri.path.slice(1)
        : uri.scheme === 'file'
          ? pathBelow(state.git.root, uri.fsPath)
          : null;
    const index = state.places.files.findIndex(file => file.path === path);
    const file = state.places.files[index];
    if (file === undefined || file.delta === null || index >= MAX_RANK) return undefined;
    const where = `number ${index + 1} of ${state.places.files.length} to look at`;
    return new vscode.FileDecoration(
      String(index + 1),
      `SWE-RM, ${state.change.label}: ${where}, influence ${pointsText(file.delta)}`,
      index === 0 ? new vscode.ThemeColor('sweRm.reviewFirst') : undefined,
    );
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
