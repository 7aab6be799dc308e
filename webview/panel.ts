import './strictPolicy';
import { html, render } from 'lit-html';
import type { PanelState } from '../src/core/protocol/panel';
import { alternativesSection } from './alternativesSection';
import { changeSection } from './changeSection';
import { buttons } from './controls';
import { Folds, onState, send } from './editor';
import { taskSection } from './taskSection';
import { defineElements } from './toolkit';

defineElements();

const folds = new Folds();
const root = document.getElementById('panel');

if (root !== null) {
  onState(state => draw(root, state));
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
      ${alternativesSection(state.alternatives, state.alternativesWork)}
      <div class="unseen" role="status" aria-live="polite">${announcement(state)}</div>
    `,
    target,
  );
  // What had the focus is gone (a removed candidate): stay in its section rather than start over at the top.
  if (document.activeElement === document.body) section?.querySelector('h2')?.focus();
}

/** What a screen reader says when it changes: results, not the work on the way there. */
function announcement({ change, alternatives }: PanelState): string {
  const parts: string[] = [];
  if (change.kind === 'scored' && !change.stale) {
    parts.push(
      `Current change: ${change.score.percent}, ${change.score.word}, interval ${change.score.interval}.`,
    );
  } else if (change.kind === 'message' && change.error) {
    parts.push(change.sentence);
  }
  if (alternatives.kind === 'ranked' && alternatives.call !== null) {
    parts.push(`Alternatives: ${alternatives.call.title}.`);
  } else if (alternatives.kind === 'message' && alternatives.error) {
    parts.push(alternatives.sentence);
  }
  return parts.join(' ');
}
