import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type {
  AlternativesView,
  CallView,
  DifferenceView,
  GroupView,
  MemberView,
  WorkView,
} from '../src/core/protocol/panel';
import { buttons, message, sentenceList, work } from './controls';
import { send } from './editor';
import { chosenIcon, levelIcon, moreIcon, removeIcon } from './icons';
import { marks, scoreBar } from './score';

/** Several answers to the same task, best first. */
export function alternativesSection(view: AlternativesView, progress: WorkView | null): TemplateResult {
  return html`<section aria-labelledby="alternatives" aria-busy=${progress !== null}>
    <h2 id="alternatives" tabindex="-1">Alternatives</h2>
    ${work(progress, 'alternatives')} ${content(view)}
  </section>`;
}

function content(view: AlternativesView): TemplateResult {
  switch (view.kind) {
    case 'message':
      return message(view, false);
    case 'unscored':
      return unscored(view);
    case 'ranked':
      return ranked(view);
  }
}

function unscored(view: Extract<AlternativesView, { kind: 'unscored' }>): TemplateResult {
  return html`
    ${message(view.reason, false)}
    ${view.hidden === null ? nothing : html`<p class="fine">${view.hidden}</p>`}
    <ul class="ranking">
      ${repeat(
        view.members,
        member => member.id,
        member =>
          html`<li class="candidate">
            <span class="rank">–</span>
            <div class="body">${memberRow(member, 0)}</div>
          </li>`,
      )}
    </ul>
    ${buttons(view.actions)}
  `;
}

function ranked(view: Extract<AlternativesView, { kind: 'ranked' }>): TemplateResult {
  return html`
    ${view.hidden === null ? nothing : html`<p class="fine">${view.hidden}</p>`}
    ${view.unranked === null ? nothing : html`<p class="fine">${view.unranked}</p>`}
    ${view.call === null ? nothing : call(view.call)}
    ${view.difference === null ? nothing : difference(view.difference)}
    <ol class="ranking">
      ${repeat(view.groups, group => group.members[0]?.id, groupItem)}
    </ol>
    ${view.steps === null ? nothing : html`<p class="fine">${view.steps}</p>`}
    ${view.calibration === null ? nothing : html`<p class="fine">${view.calibration}</p>`}
    ${sentenceList(view.problems)} ${buttons(view.actions)}
  `;
}

function call({ kind, title, explanation }: CallView): TemplateResult {
  return html`<p class="call">
    ${levelIcon(kind === 'clear' ? 'high' : 'middle')}
    <span><strong>${title}.</strong> ${explanation}</span>
  </p>`;
}

/** What the two in front do differently; read before it is decided between them. */
function difference({ title, sides }: DifferenceView): TemplateResult {
  return html`<div class="difference">
    <p class="fine">${title}</p>
    ${sides.map(
      ({ label, lines }) =>
        html`<p class="side">${label}</p>
          <ul class="sentences">
            ${lines.map(differenceLine)}
          </ul>`,
    )}
  </div>`;
}

function differenceLine({
  what,
  names,
  more,
}: DifferenceView['sides'][number]['lines'][number]): TemplateResult {
  return html`<li>
    ${what}${names.map((name, index) => html`${index === 0 ? ' ' : ' · '}<code>${name}</code>`)}${more === 0 ? nothing : ` and ${more} more`}
  </li>`;
}

function groupItem(group: GroupView): TemplateResult {
  const { score } = group;
  return html`<li class="candidate">
    <span class="rank">${score === null ? '–' : html`<span class="unseen">Rank </span>${group.rank}`}</span>
    <div class="body">
      ${
        score === null
          ? html`<p class="error">${group.reason}</p>`
          : html`<div class="score small">
                ${levelIcon(score.level)} <span class="percent">${score.percent}</span>
                <span class="word">${score.word}</span> <span class="interval">(${score.interval})</span>
                ${marks(score)}
              </div>
              ${scoreBar(score)}`
      }
      ${repeat(group.members, member => member.id, memberRow)}
      ${group.alone === null ? nothing : html`<p class="fine">${group.alone}</p>`}
      ${group.margin === null ? nothing : html`<p class="fine">${group.margin}</p>`}
    </div>
  </li>`;
}

/** A name of the change; all but the first are in one line, since what they hold is shown and applied by the first. */
function memberRow({ id, label, origin, chosen }: MemberView, index: number): TemplateResult {
  const first = index === 0;
  return html`<div class="member">
    <span class="name">
      <bdi>${label}</bdi>
      <span class="origin fine">${origin}</span>
      ${chosen ? html`<span class="chosen">${chosenIcon()} your choice</span>` : nothing}
    </span>
    <span class="member-actions">
      ${
        first
          ? html`<vscode-button
                appearance="secondary"
                aria-label=${`Open diff of ${label}`}
                @click=${() => send({ type: 'openDiff', candidate: id })}
                >Open Diff</vscode-button
              >
              <vscode-button
                appearance="secondary"
                aria-label=${`Apply ${label}`}
                @click=${() => send({ type: 'applyCandidate', candidate: id })}
                >Apply…</vscode-button
              >`
          : nothing
      }
      <span class="icon-actions">
        <vscode-button
          appearance="icon"
          aria-label=${`More actions for ${label}`}
          title="Compare, apply, keep, remove"
          @click=${() => send({ type: 'moreOfCandidate', candidate: id })}
          >${moreIcon()}</vscode-button
        >
        <vscode-button
          appearance="icon"
          aria-label=${`Remove ${label}`}
          title="Remove"
          @click=${() => send({ type: 'removeCandidate', candidate: id })}
          >${removeIcon()}</vscode-button
        >
      </span>
    </span>
  </div>`;
}
