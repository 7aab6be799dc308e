import { html, nothing, svg, type TemplateResult } from 'lit-html';
import type { ScoreView } from '../src/core/protocol/panel';
import { OTHER_TASK_MARK } from '../src/core/scoring/wording';
import { levelIcon } from './icons';

/** The score at full size, with its interval in numbers and as a band. */
export function largeScore(score: ScoreView, stale: boolean): TemplateResult {
  return html`<div class=${stale ? 'score stale' : 'score'}>
      ${levelIcon(score.level)}
      <span class="percent">${score.percent}</span>
      <span class="word">${score.word}</span>
      <span class="interval" title="90 % interval of the calibrated probability">(${score.interval})</span>
      ${marks(score)}
    </div>
    ${scoreBar(score)}`;
}

/** What a number must not be read without: that the change may be for another task, that a part of it was read; over them, the sentences. */
export function marks({ otherTask, unread }: ScoreView): TemplateResult {
  return html`${mark(OTHER_TASK_MARK, otherTask)}${mark('read in part', unread)}`;
}

function mark(text: string, sentence: string | null): TemplateResult | typeof nothing {
  return sentence === null ? nothing : html`<span class="part" title=${sentence}>${text}</span>`;
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
