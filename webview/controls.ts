import { html, nothing, type TemplateResult } from 'lit-html';
import type { ActionButton, NoticeView, PanelMessage, WorkView } from '../src/core/protocol/panel';
import { send, type Folds } from './editor';

/** Buttons for what a person can do here; the first one stands out where it is the way on. */
export function buttons(
  actions: readonly ActionButton[],
  firstStandsOut = false,
): TemplateResult | typeof nothing {
  if (actions.length === 0) return nothing;
  return html`<div class="buttons">
    ${actions.map(
      ({ action, label }, index) =>
        html`<vscode-button
          appearance=${firstStandsOut && index === 0 ? 'primary' : 'secondary'}
          @click=${() => send({ type: 'action', action })}
          >${label}</vscode-button
        >`,
    )}
  </div>`;
}

/** Sentences, one below the other. */
export function sentenceList(lines: readonly string[]): TemplateResult | typeof nothing {
  if (lines.length === 0) return nothing;
  return html`<ul class="sentences">
    ${lines.map(line => html`<li>${line}</li>`)}
  </ul>`;
}

/** A part that opens and closes, with how much is in it; by its title it is remembered whether it is open. */
export function foldable(
  folds: Folds,
  title: string,
  count: number,
  content: TemplateResult,
): TemplateResult {
  const toggled = (event: Event) => {
    if (event.currentTarget instanceof HTMLDetailsElement) folds.set(title, event.currentTarget.open);
  };
  return html`<details ?open=${folds.isOpen(title)} @toggle=${toggled}>
    <summary><span class="group">${title}</span> <vscode-badge>${count}</vscode-badge></summary>
    ${content}
  </details>`;
}

/** What is being done, how far it is, and a way to stop it. */
export function work(
  view: WorkView | null,
  section: 'change' | 'alternatives' | 'review',
): TemplateResult | typeof nothing {
  if (view === null) return nothing;
  const count = view.total > 1 ? ` ${view.done} of ${view.total}` : '';
  const cancel: PanelMessage = { type: 'cancel', section };
  return html`<div class="work">
    <vscode-progress-ring aria-label=${view.label}></vscode-progress-ring>
    <span>${view.label}${count}</span>
    <vscode-button appearance="secondary" @click=${() => send(cancel)}>Cancel</vscode-button>
  </div>`;
}

/** Something to know, and what to do about it. */
export function notice({ sentence, actions }: NoticeView): TemplateResult {
  return html`<div class="notice" role="note">
    <p>${sentence}</p>
    ${buttons(actions)}
  </div>`;
}

/** One sentence instead of a result. */
export function message(
  view: { readonly error: boolean; readonly sentence: string; readonly actions: readonly ActionButton[] },
  firstStandsOut: boolean,
): TemplateResult {
  return html`<p class=${view.error ? 'error' : 'empty'}>${view.sentence}</p>
    ${buttons(view.actions, firstStandsOut)}`;
}
