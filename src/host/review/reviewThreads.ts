import * as vscode from 'vscode';
import type { HunkPlace } from '../../core/review/hunkPlace';
import { escaped } from '../../core/review/markdownText';
import { orderText } from '../../core/review/placeWords';
import { calibrationText, pointsText, scoreText } from '../../core/scoring/wording';
import { Disposables } from '../disposal';
import { onAnother } from '../onAnother';
import type { RangeReview, RangeReviewState, ReviewedRange } from './rangeReview';
import { uriOf } from './reviewDocuments';

/** More comments would be read by nobody. */
const MAX_THREADS = 5;

/**
 * Read-only comments in the diff at the hunks that deserve a look first. They are written once the influence of the
 * hunks is known, and go when the review is closed.
 */
export class ReviewThreads implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly controller = this.disposables.add(
    vscode.comments.createCommentController('sweRm.review', 'SWE-RM Review'),
  );
  private threads: readonly vscode.CommentThread[] = [];

  constructor(review: RangeReview) {
    const state = () => review.state;
    this.disposables.add(onAnother(review.onDidChange, state, now => this.draw(now)));
    this.disposables.add({ dispose: () => this.clear() });
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private draw(state: RangeReviewState): void {
    this.clear();
    if (state.kind !== 'reviewed' || state.places.influence === 'unknown') return;
    const first = state.places.hunks.slice(0, MAX_THREADS);
    this.threads = first.map((hunk, index) => this.thread(state, hunk, index, first.length));
  }

  private thread(state: ReviewedRange, hunk: HunkPlace, index: number, of: number): vscode.CommentThread {
    const uri = uriOf(hunk.path, hunk.exists ? 'after' : 'before');
    const range = new vscode.Range(hunk.line, 0, hunk.line, 0);
    const comment: vscode.Comment = {
      author: { name: 'SWE-RM' },
      body: body(state, hunk, index === 0),
      mode: vscode.CommentMode.Preview,
    };
    const thread = this.controller.createCommentThread(uri, range, [comment]);
    thread.canReply = false;
    thread.label =
      of === 1 ? 'The only hunk' : `Look here ${index === 0 ? 'first' : `next (${index + 1} of ${of})`}`;
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
    return thread;
  }

  private clear(): void {
    for (const thread of this.threads) thread.dispose();
    this.threads = [];
  }
}

function influenceSentence(delta: number): string {
  if (Math.round(delta * 100) === 0) return 'Leaving this hunk out hardly moves the score.';
  return delta > 0
    ? 'This hunk raises the score. If the hunk is wrong, so is the score.'
    : 'This hunk lowers the score: the model trusts the change more without it.';
}

/** The first one also says what the change as a whole is worth, and what that number rests on. */
function body(
  { verdict, places, tests }: ReviewedRange,
  hunk: HunkPlace,
  first: boolean,
): vscode.MarkdownString {
  // Not `appendText`: it makes every space one at which a line does not break.
  const text = new vscode.MarkdownString();
  if (hunk.delta === null) text.appendMarkdown(escaped(orderText(places)));
  else {
    text.appendMarkdown(`**${escaped(pointsText(hunk.delta))}.** ${influenceSentence(hunk.delta)}`);
  }
  if (!first) return text;
  const tested = tests === null ? '' : ` Tests ${tests.passed ? 'passed' : 'failed'}.`;
  text.appendMarkdown(`\n\n${escaped(`The change as a whole: ${scoreText(verdict)}.${tested}`)}`);
  return text.appendMarkdown(`\n\n${escaped(calibrationText(verdict.producedBy))}`);
}
