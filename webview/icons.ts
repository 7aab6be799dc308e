import { svg, type SVGTemplateResult } from 'lit-html';
import type { Level } from '../src/core/protocol/panel';

const SHAPES: Readonly<Record<Level, SVGTemplateResult>> = {
  high: svg`<circle cx="8" cy="8" r="6.5" /><path d="M5 8.2l2.1 2.1L11 6.2" />`,
  middle: svg`<circle cx="8" cy="8" r="6.5" /><path d="M6.2 6.3a1.8 1.8 0 1 1 2.6 1.6c-.5.3-.8.6-.8 1.3M8 11.4v.1" />`,
  low: svg`<path d="M8 2.2L14.4 13.5H1.6zM8 6.5v3.2M8 11.6v.1" />`,
};

/** A shape per level, so that colour is never all there is; the word beside it is its text. */
export function levelIcon(level: Level): SVGTemplateResult {
  return svg`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${SHAPES[level]}</svg>`;
}

export function moreIcon(): SVGTemplateResult {
  return svg`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="M3.5 8h.01M8 8h.01M12.5 8h.01" stroke-width="2" /></svg>`;
}

export function chosenIcon(): SVGTemplateResult {
  return svg`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="M3 8.5l3.2 3.2L13 5" /></svg>`;
}

export function removeIcon(): SVGTemplateResult {
  return svg`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8" /></svg>`;
}
