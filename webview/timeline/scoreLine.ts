import { html, nothing, svg, type TemplateResult } from 'lit-html';
import type { TimelineRow, TimelineState } from '../../src/core/protocol/timeline';
import { curve, round, stepStart, WIDTH } from './curve';

type Trajectory = Extract<TimelineState, { kind: 'trajectory' }>;

const HEIGHT = 100;

/**
 * The score over the steps, with a mark at the bottom for each test run and each git operation. Drawn with attributes; the page's
 * policy forbids inline styles.
 */
export function scoreLine(
  { rows, score }: Trajectory,
  selected: number,
  select: (row: number) => void,
): TemplateResult {
  const x = (row: number) => stepStart(row, rows.length);
  const middle = (row: number) => stepStart(row + 0.5, rows.length);
  const y = (value: number) => (1 - value) * HEIGHT;
  const clicked = (event: MouseEvent) => {
    if (!(event.currentTarget instanceof Element)) return;
    const { left, width } = event.currentTarget.getBoundingClientRect();
    select(Math.floor(((event.clientX - left) / Math.max(1, width)) * rows.length));
  };
  return html`<div class="line" @click=${clicked}>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${score.sentence}>
      ${svg`<path class="grid" d="M0 ${y(0.35)}H${WIDTH}M0 ${y(0.65)}H${WIDTH}" />
        ${ticks(rows, middle)}
        <path class="curve" d=${curve(score.points, x, y)} />
        <path class="here" d="M${round(middle(selected))} 0V${HEIGHT}" />`}
    </svg>
    <span class="top" aria-hidden="true">100 %</span><span class="bottom" aria-hidden="true">0 %</span>
  </div>`;
}

/** Failed ones hang from the top, passed ones stand on the bottom: told apart without colour. */
const TICKS = { testFailed: '0V14', testPassed: `${HEIGHT - 14}V${HEIGHT}`, git: `0V${HEIGHT}` } as const;

/** More than this many would be a bar, not marks. */
const MAX_TICKS = 400;

function ticks(rows: readonly TimelineRow[], middle: (row: number) => number) {
  const marked = rows.flatMap(({ mark }, row) =>
    mark === 'testPassed' || mark === 'testFailed' || mark === 'git'
      ? [{ mark, at: round(middle(row)) }]
      : [],
  );
  if (marked.length > MAX_TICKS) return nothing;
  return marked.map(({ mark, at }) => svg`<path class="tick ${mark}" d="M${at} ${TICKS[mark]}" />`);
}
