import '../strictPolicy';
import { html, nothing, render, type TemplateResult } from 'lit-html';
import {
  type TimelineMessage,
  type TimelineState,
  timelineStateSchema,
} from '../../src/core/protocol/timeline';
import { editorApi, onSnapshot } from '../editorApi';
import { scoreLine } from './scoreLine';
import { stepLabel } from './stepLabel';
import { stepRows } from './stepList';
import { rowForKey, scrollFor, stepWindow } from './stepWindow';

type Trajectory = Extract<TimelineState, { kind: 'trajectory' }>;

/** The page: draws the last snapshot, and keeps by itself only where the person is in it. */
class TimelinePage {
  private state: TimelineState | null = null;
  private selected = 0;
  /** At the end of a live trajectory the list moves on with it, until the person goes elsewhere. */
  private following = true;
  /** Height of the list as it was last drawn, in pixels. */
  private drawnHeight = 0;
  private frame = 0;

  constructor(private readonly root: HTMLElement) {
    new ResizeObserver(() => this.drawWhereItIs()).observe(root);
  }

  show(state: TimelineState): void {
    const another =
      state.kind === 'trajectory' && (this.state?.kind !== 'trajectory' || this.state.id !== state.id);
    this.state = state;
    if (another) this.following = true;
    if (state.kind === 'trajectory') {
      this.selected = this.following
        ? Math.max(0, state.rows.length - 1)
        : Math.min(this.selected, Math.max(0, state.rows.length - 1));
    }
    this.drawWhereItIs();
  }

  private get list(): HTMLElement | null {
    return this.root.querySelector('.steps');
  }

  private drawSoon(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.drawWhereItIs());
  }

  /** A list that moves on with its trajectory stays at the end of it also when the view gets another height. */
  private drawWhereItIs(): void {
    this.draw();
    const { list } = this;
    if (!this.following || list === null) return;
    list.scrollTop = list.scrollHeight;
    this.draw();
  }

  private draw(): void {
    const { state } = this;
    if (state === null) return;
    render(state.kind === 'message' ? message(state) : this.trajectory(state), this.root);
    this.drawnHeight = this.list?.clientHeight ?? 0;
  }

  private trajectory(state: Trajectory): TemplateResult {
    const { score } = state;
    return html`
      <header>
        <h2 dir="auto" title=${state.title}>${state.title}</h2>
        <p class="fine" title=${state.summary}>${state.summary}</p>
        ${state.problems.map(problem => html`<p class="error" title=${problem}>${problem}</p>`)}
        ${score.points.length === 0 ? nothing : scoreLine(state, this.selected, row => this.select(row))}
        ${score.note === '' ? nothing : html`<p class="fine" title=${score.note}>${score.note}</p>`}
        ${
          score.movers.length === 0
            ? nothing
            : html`<h3>Moved the score most</h3>
                <ul>
                  ${score.movers.map(
                    ({ step, influence, label }) =>
                      html`<li>
                        <button class="row" title=${label} @click=${() => this.open(step - 1)}>
                          <span class="unseen">${influence}, step ${step}, ${label}</span>
                          <span class="influence" aria-hidden="true">${influence}</span>
                          <span aria-hidden="true">${step}.</span>
                          ${stepLabel(label)}
                        </button>
                      </li>`,
                  )}
                </ul>`
        }
        ${
          score.calibration === ''
            ? nothing
            : html`<details>
                <summary>What the numbers mean</summary>
                <p class="fine">${score.calibration}</p>
              </details>`
        }
      </header>
      <div
        class="steps"
        role="listbox"
        tabindex="0"
        aria-label="Steps"
        aria-activedescendant=${state.rows.length === 0 ? nothing : `step-${this.selected + 1}`}
        @scroll=${() => this.scrolled()}
        @keydown=${(event: KeyboardEvent) => this.key(event, state)}
      >
        ${this.rows(state)}
      </div>
      <div class="unseen" role="status" aria-live="polite">${score.sentence}</div>
    `;
  }

  private rows(state: Trajectory): TemplateResult {
    const list = this.list;
    const height = list?.clientHeight ?? this.root.clientHeight;
    const inSight = stepWindow(list?.scrollTop ?? 0, height, state.rows.length);
    return stepRows(state.rows, inSight, this.selected, row => this.open(row));
  }

  private scrolled(): void {
    const list = this.list;
    if (list === null) return;
    // A list of another height than was drawn was moved by its layout, not by the person.
    if (list.clientHeight === this.drawnHeight)
      this.following = list.scrollTop + list.clientHeight >= list.scrollHeight - 2;
    this.drawSoon();
  }

  private key(event: KeyboardEvent, state: Trajectory): void {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      return this.open(this.selected);
    }
    const row = rowForKey(event.key, this.selected, state.rows.length, this.list?.clientHeight ?? 0);
    if (row === null) return;
    event.preventDefault();
    this.select(row);
  }

  private select(row: number): void {
    const list = this.list;
    const total = this.state?.kind === 'trajectory' ? this.state.rows.length : 0;
    this.selected = Math.min(Math.max(0, row), Math.max(0, total - 1));
    this.following = this.selected === total - 1;
    if (list !== null) list.scrollTop = scrollFor(this.selected, list.scrollTop, list.clientHeight);
    this.draw();
  }

  private open(row: number): void {
    this.select(row);
    send({ type: 'openStep', step: row + 1 });
  }
}

function message({ sentence, actions }: Extract<TimelineState, { kind: 'message' }>): TemplateResult {
  return html`<p class="fine">${sentence}</p>
    <div class="buttons">
      ${actions.map(
        ({ action, label }) =>
          html`<button class="action" @click=${() => send({ type: 'action', action })}>${label}</button>`,
      )}
    </div>`;
}

function send(message: TimelineMessage): void {
  editorApi.postMessage(message);
}

const root = document.getElementById('timeline');
if (root !== null) {
  const page = new TimelinePage(root);
  onSnapshot(timelineStateSchema, state => page.show(state));
  send({ type: 'ready' });
}
