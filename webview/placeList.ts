import { html, nothing, svg, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { PanelMessage } from '../src/core/protocol/panel';
import type { PlaceView } from '../src/core/protocol/reviewView';
import { send } from './editor';

/** The least that half a bar stands for, as a share of the score: what moves it by a point must not look like much. */
const LEAST_SCALE = 0.1;

/** Places as buttons, in the order given. */
export function placeList(places: readonly PlaceView[], open: (id: string) => PanelMessage): TemplateResult {
  const scale = Math.max(LEAST_SCALE, ...places.map(({ delta }) => Math.abs(delta ?? 0)));
  return html`<ul class="hunks">
    ${repeat(
      places,
      ({ id }) => id,
      ({ id, place, path, delta, influence, lines }) =>
        html`<li>
          <button class="row" title=${`Show ${path}`} @click=${() => send(open(id))}>
            <span class="place">${breakable(place)} <span class="fine">${lines}</span></span>
            ${
              delta === null && influence === ''
                ? nothing
                : html`<span class="influence"
                    >${delta === null ? nothing : influenceBar(delta / scale)}<span>${influence}</span></span
                  >`
            }
          </button>
        </li>`,
    )}
  </ul>`;
}

/** A long path breaks after a slash where there is one, not inside of a name; "line 12" does not break. */
function breakable(place: string): readonly TemplateResult[] {
  const [path, ...line] = place.split(/(?<=, )(?=line \d+$)/);
  return [
    ...(path ?? '')
      .split(/(?<=\/)/)
      .map((part, index) => (index === 0 ? html`${part}` : html`<wbr />${part}`)),
    ...line.map(text => html`<span class="line">${text}</span>`),
  ];
}

/**
 * To the right of the middle: the score is higher for this part. To the left: lower.
 *
 * @param share of half the bar, in [-1, 1]
 */
function influenceBar(share: number): TemplateResult {
  const width = Math.abs(share) * 50;
  return html`<svg class="influence-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<rect class="track" x="0" y="1" width="100" height="6" />
      <rect class="value" x=${share < 0 ? 50 - width : 50} y="1" width=${width} height="6" />
      <rect class="mark" x="49.5" y="0" width="1" height="8" />`}
  </svg>`;
}
