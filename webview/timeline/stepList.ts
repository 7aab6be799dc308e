import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { TimelineRow } from '../../src/core/protocol/timeline';
import { markIcon, MARK_WORDS } from './marks';
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
          title=${row.label}
          @click=${() => open(index)}
        >
          ${markIcon(row.mark)}<span class="unseen">${MARK_WORDS[row.mark]}, </span
          ><span class="label">${row.label}</span>${
            row.detail === ''
              ? nothing
              : html`<span class="unseen">, </span><span class="detail">${row.detail}</span>`
          }${
            row.score === ''
              ? nothing
              : html`<span class="unseen">, ${row.spokenScore}</span
                  ><span class="score" aria-hidden="true">${row.score}</span>`
          }
        </div>`,
    )}
    <svg
      class="space"
      width="1"
      height=${Math.max(0, rows.length - end) * ROW_HEIGHT}
      aria-hidden="true"
    ></svg>`;
}
