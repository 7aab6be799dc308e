import { html, nothing, type TemplateResult } from 'lit-html';
import type { CombinedView } from '../src/core/protocol/panel';
import { levelIcon } from './icons';

/** The alternatives once more, in the order of score and tests together. */
export function combinedSection(view: CombinedView | null): TemplateResult | typeof nothing {
  if (view === null) return nothing;
  return html`<vscode-divider></vscode-divider>
    <section aria-labelledby="combined">
      <h2 id="combined" tabindex="-1">Score and tests</h2>
      <p class="fine">${view.explanation}</p>
      <ol class="combined">
        ${view.places.map(
          ({ rank, label, percent, tests, level }) =>
            html`<li>
              <span class="rank">${rank}</span> ${levelIcon(level)} <span class="place">${label}</span>
              <span class="fine">${percent}, ${tests}</span>
            </li>`,
        )}
      </ol>
    </section>`;
}
