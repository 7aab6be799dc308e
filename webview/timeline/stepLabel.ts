import { html, type TemplateResult } from 'lit-html';

/** The folders before the name of a file. */
const FOLDERS = /((?:[^\s/]*\/)+)(?=[^\s/])/;

interface LabelPart {
  readonly text: string;
  /** Gives way first where there is no room. */
  readonly folders: boolean;
}

/** A label in order; folders are told apart from the rest where they are longer than the "…" that would stand for them. */
export function labelParts(label: string): readonly LabelPart[] {
  return label
    .split(FOLDERS)
    .map((text, index) => ({ text, folders: index % 2 === 1 && text.length > 3 }))
    .filter(({ text }) => text !== '');
}

/**
 * What a step was, on one line; beside it the same stands in one piece for who does not see it. Where there is no room its folders give way
 * first: the name of a file says more.
 */
export function stepLabel(label: string): TemplateResult {
  return html`<span class="label" aria-hidden="true"
    >${labelParts(label).map(({ text, folders }) => (folders ? html`<span class="folders"><bdi>${text}</bdi></span>` : html`<span>${text}</span>`))}</span
  >`;
}

/** What was said: of words with a slash between them none gives way. */
export function proseLabel(label: string): TemplateResult {
  return html`<span class="label" aria-hidden="true"><span>${label}</span></span>`;
}
