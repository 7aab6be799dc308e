import './strictPolicy';
import { html, render } from 'lit-html';
import { panelStateSchema, type PanelState } from '../src/core/protocol/panel';
import { alternativesSection } from './alternativesSection';
import { announcements } from './announcements';
import { changeSection } from './changeSection';
import { notice } from './controls';
import { Folds, send } from './editor';
import { onSnapshot } from './editorApi';
import { noteFocus } from './focusPlace';
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
  const returnFocus = noteFocus();
  render(
    html`
      ${state.notices.map(notice)} ${taskSection(state.task)}
      <vscode-divider></vscode-divider>
      ${changeSection(state.change, state.changeWork, folds)}
      <vscode-divider></vscode-divider>
      ${alternativesSection(state.alternatives, state.alternativesWork)} ${combinedSection(state.combined)}
      <vscode-divider></vscode-divider>
      ${reviewSection(state.review, state.reviewWork, folds)}
      <vscode-divider></vscode-divider>
      ${learningSection(state.learning)}
      ${announcements(state).map(text => html`<div class="unseen" role="status">${text}</div>`)}
    `,
    target,
  );
  const heading = state.reveal === null ? null : document.getElementById(state.reveal);
  if (heading !== null) {
    bringIntoView(heading);
    heading.focus({ preventScroll: true });
    send({ type: 'revealed' });
  } else if (shown !== null && shown.heading === document.activeElement && shown.at === window.scrollY) {
    bringIntoView(shown.heading);
  }
  returnFocus();
}

/** The heading that was led to last, and how far down the page stood then. */
let shown: { readonly heading: HTMLElement; readonly at: number } | null = null;

/**
 * What a person is led to comes after the heading, when it is scored, and only then there is enough below it to bring it to the
 * top. So it is done again with every drawing, until the person scrolls or goes on.
 */
function bringIntoView(heading: HTMLElement): void {
  heading.scrollIntoView();
  shown = { heading, at: window.scrollY };
}
