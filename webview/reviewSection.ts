import { html, nothing, type TemplateResult } from 'lit-html';
import type { ReviewView, WorkView } from '../src/core/protocol/panel';
import { buttons, foldable, message, notice, sentenceList, work } from './controls';
import type { Folds } from './editor';
import { levelIcon } from './icons';
import { placeList } from './placeList';
import { largeScore } from './score';

/** A branch, a pull request or a range under review: its score, and where to look first. */
export function reviewSection(view: ReviewView, progress: WorkView | null, folds: Folds): TemplateResult {
  return html`<section aria-labelledby="review" aria-busy=${progress !== null}>
    <h2 id="review" tabindex="-1">Review</h2>
    ${view.kind === 'message' ? message(view, false) : reviewed(view, folds)} ${work(progress, 'review')}
  </section>`;
}

function reviewed(view: Extract<ReviewView, { kind: 'reviewed' }>, folds: Folds): TemplateResult {
  const open = (id: string) => ({ type: 'openPlace', id }) as const;
  return html`
    <p class="task-title">${view.label}</p>
    <p class="fine">Judged against: <bdi>${view.task}</bdi></p>
    ${view.moved === null ? nothing : notice(view.moved)} ${largeScore(view.score, false)}
    ${
      view.tests === null
        ? nothing
        : html`<p class="call">
            ${levelIcon(view.tests.passed ? 'high' : 'low')}
            <span
              ><strong>${view.tests.passed ? 'Tests passed.' : 'Tests failed.'}</strong>
              ${view.tests.sentence}</span
            >
          </p>`
    }
    ${buttons(view.actions)}
    <h3>Where to look first</h3>
    <p class="fine">${view.order}</p>
    ${placeList(view.hunks, open)}
    ${view.more === 0 ? nothing : html`<p class="fine">and ${view.more} more in the diff</p>`}
    ${
      view.files.length === 0
        ? nothing
        : foldable(folds, 'Files, most added code first', view.files.length, placeList(view.files, open))
    }
    ${sentenceList(view.notes)}
    <p class="fine">${view.score.calibration}</p>
  `;
}
