import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { TimelineRow } from '../../src/core/protocol/timeline';
import { markIcon, MARK_WORDS } from './marks';
import { proseLabel, stepLabel } from './stepLabel';
import { ROW_HEIGHT, type StepWindow } from './stepWindow';

/** The rows in sight. The spaces above and below them are as high as the rows that are not drawn. */
export function stepRows(
  rows: readonly TimelineRow[],
  { first, end }: StepWindow,
  selected: number,
  open: (row: number) => void,
): TemplateResult {
  const drawn = rows.slice(first, end).map((row, index) => ({ row, index: first + index }));
  return html`<svg class="space" width="1" height=${first * ROW_HEIGHT} aria-hidden="true"></svg>
    ${repeat(
      drawn,
      ({ index }) => index,
      ({ row, index }) =>
        html`<div
          class=${index === selected ? 'step selected' : 'step'}
          id=${`step-${index + 1}`}
          role="option"
          aria-selected=${index === selected}
          aria-setsize=${rows.length}
          aria-posinset=${index + 1}
          title=${listed(row.label, row.detail)}
          @click=${() => open(index)}
        >
          <span class="unseen">${listed(MARK_WORDS[row.mark], row.label, row.detail, row.spokenScore)}</span
          >${markIcon(row.mark)}${row.mark === 'message' ? proseLabel(row.label) : stepLabel(row.label)}
          ${row.detail === '' ? nothing : html`<span class="detail" aria-hidden="true">${row.detail}</span>`}
          ${row.score === '' ? nothing : html`<span class="score" aria-hidden="true">${row.score}</span>`}
        </div>`,
    )}
    <svg
      class="space"
      width="1"
      height=${Math.max(0, rows.length - end) * ROW_HEIGHT}
      aria-hidden="true"
    ></svg>`;
}

function listed(...parts: readonly string[]): string {
  return parts.filter(part => part !== '').join(', ');
}
