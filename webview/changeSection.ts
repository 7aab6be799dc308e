import { html, nothing, type TemplateResult } from 'lit-html';
import type { ChangeView, EvidenceView, WorkView } from '../src/core/protocol/panel';
import { foldable, message, sentenceList, work } from './controls';
import type { Folds } from './editor';
import { placeList } from './placeList';
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
      ${change.stale ? 'The change has been edited since; this score is out of date.' : change.summary}
    </p>
    <p class="fine">${change.score.calibration}</p>
    ${sentences('Notes', change.problems)}
    ${
      change.dropped.length === 0
        ? nothing
        : foldable(folds, 'Left out for length', change.dropped.length, html`${sentenceList(change.dropped)}`)
    }
    <h3>Where to look first</h3>
    <p class="fine">${change.order}</p>
    ${placeList(change.hunks, id => ({ type: 'openHunk', id }))}
    ${change.more === 0 ? nothing : html`<p class="fine">and ${change.more} more</p>`}
    <h3>Evidence</h3>
    ${change.evidence.map(group => evidenceGroup(group, folds))}
  `;
}

function sentences(title: string, lines: readonly string[]): TemplateResult | typeof nothing {
  if (lines.length === 0) return nothing;
  return html`<h3>${title}</h3>
    ${sentenceList(lines)}`;
}

function evidenceGroup(group: EvidenceView, folds: Folds): TemplateResult {
  if (group.unknown !== null) {
    return html`<p class="unknown"><span class="group">${group.title}:</span> ${group.unknown}</p>`;
  }
  const { title, items } = group;
  const rows = html`<dl>
    ${items.map(
      item =>
        html`<div>
          <dt>${item.label}</dt>
          <dd>${item.value}</dd>
        </div>`,
    )}
  </dl>`;
  return foldable(folds, title, items.length, rows);
}
