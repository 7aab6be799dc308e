import { html, nothing, type TemplateResult } from 'lit-html';
import type { PanelState } from '../src/core/protocol/panel';
import { buttons } from './controls';

/** What the change is judged against. */
export function taskSection(task: PanelState['task']): TemplateResult {
  const content =
    task.kind === 'none'
      ? html`<p class="empty">${task.sentence}</p>
          ${buttons([{ action: 'setTask', label: 'Set Task…' }], true)}`
      : html`<p class="task-title" dir="auto">${task.title}</p>
          ${
            task.body === ''
              ? nothing
              : html`<div
                  class="task-body"
                  dir="auto"
                  role="region"
                  aria-label="Text of the task"
                  tabindex="0"
                  .textContent=${task.body}
                ></div>`
          }
          <p class="fine">${task.source}</p>
          ${buttons([{ action: 'setTask', label: 'Change Task…' }])}`;
  return html`<section aria-labelledby="task">
    <h2 id="task" tabindex="-1">Task</h2>
    ${content}
  </section>`;
}
