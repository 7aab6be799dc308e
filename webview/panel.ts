import './strictPolicy';
import { html, render } from 'lit-html';
import { panelStateSchema, type PanelState } from '../src/core/protocol/panel';
import { alternativesSection } from './alternativesSection';
import { changeSection } from './changeSection';
import { buttons } from './controls';
import { Folds, send } from './editor';
import { onSnapshot } from './editorApi';
import { combinedSection } from './combinedSection';
import { learningSection } from './learningSection';
import { reviewSection } from './reviewSection';
import { taskSection } from './taskSection';
import { defineElements } from './toolkit';

defineElements();

const folds = new Folds();
const root = document.getElementById('panel');

if (root !== null) {
  onSnapshot(panelStateSchema, state => draw(root, state));
  send({ type: 'ready' });
}

function draw(target: HTMLElement, state: PanelState): void {
  const section = document.activeElement?.closest('section') ?? null;
  render(
    html`
      ${state.notices.map(
        notice =>
          html`<div class="notice" role="note">
            <p>${notice.sentence}</p>
            ${buttons(notice.actions)}
          </div>`,
      )}
      ${taskSection(state.task)}
      <vscode-divider></vscode-divider>
      ${changeSection(state.change, state.changeWork, folds)}
      <vscode-divider></vscode-divider>
      ${alternativesSection(state.alternatives, state.alternativesWork)} ${combinedSection(state.combined)}
      <vscode-divider></vscode-divider>
      ${reviewSection(state.review, state.reviewWork, folds)}
      <vscode-divider></vscode-divider>
      ${learningSection(state.learning)}
      <div class="unseen" role="status" aria-live="polite">${announcement(state)}</div>
    `,
    target,
  );
  const heading = state.reveal === null ? null : document.getElementById(state.reveal);
  if (heading !== null) {
    heading.scrollIntoView();
    heading.focus({ preventScroll: true });
    send({ type: 'revealed' });
  }
  // What had the focus is gone (a removed candidate): stay in its section rather than start over at the top.
  if (document.activeElement === document.body) section?.querySelector('h2')?.focus();
}

/** What a screen reader says when it changes: results, not the work on the way there. */
function announcement({ change, alternatives, review }: PanelState): string {
  const parts: string[] = [];
  if (change.kind === 'scored' && !change.stale) {
    parts.push(
      `Current change: ${change.score.percent}, ${change.score.word}, interval ${change.score.interval}.`,
    );
  } else if (change.kind === 'message' && change.error) {
    parts.push(change.sentence);
  }
  const first = alternatives.kind === 'ranked' ? alternatives.groups[0] : undefined;
  if (alternatives.kind === 'ranked' && first?.score) {
    const { percent, word } = first.score;
    parts.push(`Alternatives: ${first.members[0]?.label ?? ''} is first, ${percent}, ${word}.`);
    if (alternatives.call !== null) parts.push(`${alternatives.call.title}.`);
  } else if (alternatives.kind === 'message' && alternatives.error) {
    parts.push(alternatives.sentence);
  }
  if (review.kind === 'reviewed') {
    parts.push(`Review of ${review.label}: ${review.score.percent}, ${review.score.word}.`);
    if (review.tests !== null) parts.push(review.tests.passed ? 'Its tests passed.' : 'Its tests failed.');
  } else if (review.error) parts.push(review.sentence);
  return parts.join(' ');
}
