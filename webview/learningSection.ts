import { html, nothing, svg, type TemplateResult } from 'lit-html';
import type { LearningSection } from '../src/core/protocol/panel';
import type { DiagramView } from '../src/core/protocol/learningView';
import { buttons } from './controls';

/** What became of changes in this repository, and what that says of the scores. */
export function learningSection(view: LearningSection): TemplateResult {
  return html`<section aria-labelledby="learning">
    <h2 id="learning" tabindex="-1">Learning from outcomes</h2>
    ${view.sentences.map((sentence, index) => html`<p class=${index === 0 ? 'empty' : ''}>${sentence}</p>`)}
    ${
      view.diagrams.length === 0
        ? nothing
        : html`<div class="diagrams">${view.diagrams.map(diagram)}</div>
            <p class="fine">
              Across: the score. Up: the share that turned out well. On the dashed line both are the same. A
              larger dot stands for more changes.
            </p>`
    }
    ${buttons(view.actions)}
  </section>`;
}

function diagram({ title, points, summary, text }: DiagramView): TemplateResult {
  const most = Math.max(1, ...points.map(({ count }) => count));
  return html`<figure>
    <figcaption>${title}</figcaption>
    <svg class="diagram" viewBox="-2 -2 104 104" role="img" aria-label=${`${title}: ${text}`}>
      ${svg`<rect class="frame" x="0" y="0" width="100" height="100" />
        <line class="diagonal" x1="0" y1="100" x2="100" y2="0" />
        ${points.map(
          ({ score, rate, count }) =>
            svg`<circle class="point" cx=${score * 100} cy=${100 - rate * 100} r=${2 + 3 * Math.sqrt(count / most)} />`,
        )}`}
    </svg>
    <p class="fine">${summary}</p>
  </figure>`;
}
