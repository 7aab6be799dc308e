import type { PanelState } from '../src/core/protocol/panel';

/**
 * What a screen reader says when it changes: results, not the work on the way there. One text a section, because what is
 * new in one must not have the others read again. A score that is out of date stands until the next, which is news only
 * when it is another.
 */
export function announcements(state: PanelState): readonly string[] {
  return [ofChange(state), ofAlternatives(state), ofReview(state)];
}

function ofChange({ change }: PanelState): string {
  if (change.kind === 'message') return change.error ? change.sentence : '';
  const { percent, word, interval, otherTask, unread } = change.score;
  const doubt = otherTask === null ? '' : ', perhaps for another task';
  const part = unread === null ? '' : ', read in part';
  return `Current change: ${percent}, ${word}, interval ${interval}${doubt}${part}.`;
}

function ofAlternatives({ alternatives }: PanelState): string {
  if (alternatives.kind === 'message') return alternatives.error ? alternatives.sentence : '';
  if (alternatives.kind === 'unscored') return alternatives.reason.error ? alternatives.reason.sentence : '';
  const [first] = alternatives.groups;
  if (first === undefined || first.score === null) return '';
  const { percent, word } = first.score;
  const call = alternatives.call === null ? '' : ` ${alternatives.call.title}.`;
  return `Alternatives: ${first.members[0]?.label ?? ''} is first, ${percent}, ${word}.${call}`;
}

function ofReview({ review }: PanelState): string {
  if (review.kind === 'message') return review.error ? review.sentence : '';
  const { label, score, tests, moved } = review;
  const tested = tests === null ? '' : tests.passed ? ' Its tests passed.' : ' Its tests failed.';
  const news = moved === null ? '' : ` ${moved.sentence}`;
  return `Review of ${label}: ${score.percent}, ${score.word}.${tested}${news}`;
}
