import { svg, type SVGTemplateResult } from 'lit-html';
import type { TimelineMark } from '../../src/core/protocol/timeline';

const SHAPES: Readonly<Record<TimelineMark, SVGTemplateResult>> = {
  edit: svg`<path d="M3 13l.8-3.2L11 2.6l2.4 2.4-7.2 7.2zM9.6 4l2.4 2.4" />`,
  command: svg`<path d="M2.5 4l4 4-4 4M8 12.5h5.5" />`,
  testPassed: svg`<circle cx="8" cy="8" r="6" /><path d="M5.2 8.2l2 2L11 6.3" />`,
  testFailed: svg`<path d="M8 1.8L14.2 8 8 14.2 1.8 8zM5.9 5.9l4.2 4.2M10.1 5.9l-4.2 4.2" />`,
  test: svg`<circle cx="8" cy="8" r="6" /><path d="M6.2 6.3a1.8 1.8 0 1 1 2.6 1.6c-.5.3-.8.6-.8 1.3M8 11.4v.1" />`,
  git: svg`<circle cx="8" cy="8" r="3" /><path d="M1.5 8H5M11 8h3.5" />`,
  message: svg`<path d="M2 3h12v8H7l-3 3v-3H2z" />`,
  look: svg`<circle cx="7" cy="7" r="4.2" /><path d="M10.2 10.2l3.8 3.8" />`,
  other: svg`<circle cx="8" cy="8" r="1.6" />`,
};

/** What a mark says to who does not see it. */
export const MARK_WORDS: Readonly<Record<TimelineMark, string>> = {
  edit: 'edit',
  command: 'command',
  testPassed: 'test run, passed',
  testFailed: 'test run, failed',
  test: 'test run',
  git: 'git',
  message: 'message',
  look: 'look',
  other: 'step',
};

/** A shape per kind of step. */
export function markIcon(mark: TimelineMark): SVGTemplateResult {
  return svg`<svg class="icon ${mark}" viewBox="0 0 16 16" aria-hidden="true">${SHAPES[mark]}</svg>`;
}
