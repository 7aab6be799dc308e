import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { ChangeView, EvidenceView, HunkView, WorkView } from '../src/core/protocol/panel';
import { message, work } from './controls';
import { send, type Folds } from './editor';
import { largeScore } from './score';

/** The change being worked on: its score, and what stands behind it. */
export function changeSection(change: ChangeView, progress: WorkView | null, folds: Folds): TemplateResult {
  return html`<section aria-labelledby="change" aria-busy=${progress !== null}>
    <h2 id="change" tabindex="-1">Current change</h2>
    ${change.kind === 'message' ? message(change, true) : scored(change, folds)} ${work(progress, 'change')}
  </section>`;
}

function scored(change: Extract<ChangeView, { kind: 'scored' }>, folds: Folds): TemplateResult {
  return html`
    ${largeScore(change.score, change.stale)}
    <p class="fine">
      ${change.stale ? 'The change has moved on; this score is from before.' : change.summary}
    </p>
    <p class="fine">${change.score.calibration}</p>
    ${sentences('Problems', change.problems)}
    <h3>Hunks by influence</h3>
    <ul class="hunks">
      ${repeat(change.hunks, hunk => hunk.id, hunkItem)}
    </ul>
    <h3>Evidence</h3>
    ${change.evidence.map(group => evidenceGroup(group, folds))}
    ${sentences('Left out for length', change.dropped)}
  `;
}

function sentences(title: string, lines: readonly string[]): TemplateResult | typeof nothing {
  if (lines.length === 0) return nothing;
  return html`<h3>${title}</h3>
    <ul class="sentences">
      ${lines.map(line => html`<li>${line}</li>`)}
    </ul>`;
}

function hunkItem(hunk: HunkView): TemplateResult {
  return html`<li>
    <button class="row" title="Show this place" @click=${() => send({ type: 'openHunk', id: hunk.id })}>
      <span class="place">${hunk.place}</span>
      ${
        hunk.delta === null
          ? nothing
          : html`<span class="influence">${influenceBar(hunk.delta)}<span>${hunk.influence}</span></span>`
      }
    </button>
  </li>`;
}

/** To the right of the middle: the score is higher for this hunk. To the left: lower. */
function influenceBar(delta: number): TemplateResult {
  const width = Math.min(1, Math.abs(delta)) * 50;
  return html`<svg class="influence-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<rect class="track" x="0" y="1" width="100" height="6" />
      <rect class="value" x=${delta < 0 ? 50 - width : 50} y="1" width=${width} height="6" />
      <rect class="mark" x="49.5" y="0" width="1" height="8" />`}
  </svg>`;
}

function evidenceGroup(group: EvidenceView, folds: Folds): TemplateResult {
  if (group.unknown !== null) {
    return html`<p class="unknown"><span class="group">${group.title}:</span> ${group.unknown}</p>`;
  }
  const toggled = (event: Event) => {
    if (event.currentTarget instanceof HTMLDetailsElement) folds.set(group.title, event.currentTarget.open);
  };
  return html`<details ?open=${folds.isOpen(group.title)} @toggle=${toggled}>
    <summary>
      <span class="group">${group.title}</span> <vscode-badge>${group.items.length}</vscode-badge>
    </summary>
    <dl>
      ${group.items.map(
        item =>
          html`<div>
            <dt>${item.label}</dt>
            <dd>${item.value}</dd>
          </div>`,
      )}
    </dl>
  </details>`;
}
