import { html, nothing, svg, type TemplateResult } from 'lit-html';
import type { ScoreView } from '../src/core/protocol/panel';
import { levelIcon } from './icons';

/** The score at full size, with its interval in numbers and as a band. */
export function largeScore(score: ScoreView, stale: boolean): TemplateResult {
  return html`<div class=${stale ? 'score stale' : 'score'}>
      ${levelIcon(score.level)}
      <span class="percent">${score.percent}</span>
      <span class="word">${score.word}</span>
      <span class="interval" title="90 % interval of the calibrated probability">(${score.interval})</span>
      ${partMark(score)}
    </div>
    ${scoreBar(score)}`;
}

/** That the number stands for a change of which the model read a part only; over it, how much it did not read. */
export function partMark({ unread }: ScoreView): TemplateResult | typeof nothing {
  return unread === null ? nothing : html`<span class="part" title=${unread}>read in part</span>`;
}

/**
 * The score on a line from 0 to 1: a bar up to it and a band for the interval. Drawn with attributes; the page's
 * policy forbids inline styles.
 */
export function scoreBar({ score, low, high }: ScoreView): TemplateResult {
  return html`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<rect class="track" x="0" y="1" width="100" height="6" />
      <rect class="value" x="0" y="1" width=${score * 100} height="6" />
      <rect class="band" x=${low * 100} y="3" width=${Math.max(0.5, (high - low) * 100)} height="2" />
      <rect class="mark" x=${Math.min(99, Math.max(0, score * 100 - 0.5))} y="0" width="1" height="8" />`}
  </svg>`;
}
