import type { EvaluationReport } from '../core/evaluation/evaluate';
import type { EvalReport } from './evalReport';
import { evalTables, sourceOf, type EvalCell, type EvalTable } from './evalRows';

const SIZE = 320;
const LEFT = 44;
const BOTTOM = 40;
const PLOT = SIZE - LEFT - 12;

/**
 * An evaluation as one HTML file without scripts and without anything to fetch: the figures, and for each regime a
 * reliability diagram and a best-of-k curve, each with its numbers in a table below.
 */
export function evalHtml(report: EvalReport): string {
  const { set, regimes, candidates } = report;
  const { counts } = regimes.single;
  const title = `${sourceOf(report)} on ${set.folder}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escape(title)}</title>
<style>
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --line: #8c959f; --model: #0a5fb4; --other: #b35900; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --line: #6e7681; --model: #58a6ff; --other: #f0883e; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 0.5rem 0; font-variant-numeric: tabular-nums; }
caption { text-align: left; }
th, td { padding: 0.2rem 0.7rem; border-bottom: 1px solid var(--line); text-align: right; }
th:first-child, td:first-child { text-align: left; }
figure { display: inline-block; width: 21rem; max-width: 100%; margin: 0 2rem 1rem 0; vertical-align: top; }
td small { display: block; white-space: nowrap; }
svg { max-width: 100%; height: auto; }
svg text { fill: var(--ink); font-size: 11px; }
small { opacity: 0.8; }
</style>
</head>
<body>
<h1>${escape(title)}</h1>
<p>${counts.candidates} candidates of ${counts.tasks} tasks${set.split === null ? '' : `, split ${escape(set.split)}`};
${counts.resolved} resolved their task. Not scored and left out: ${escape(notScored(candidates.notScored))}.</p>
${evalTables(report).map(table).join('\n')}
${section('Each patch by itself', regimes.single)}
${section('Among the candidates of its task', regimes.set)}
</body>
</html>
`;
}

function table({ title, columns, rows }: EvalTable): string {
  const head = columns.map(column => `<th scope="col">${column}</th>`).join('');
  const body = rows.map(
    row =>
      `<tr><th scope="row">${escape(row.title)}</th>${row.cells.map(one => `<td>${cell(one)}</td>`).join('')}</tr>`,
  );
  return `<h2>${escape(title)}</h2><table><caption>95 % bootstrap intervals over tasks in brackets</caption>
<thead><tr><th></th>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table>`;
}

function cell(measure: EvalCell): string {
  if (typeof measure === 'number') return String(measure);
  if (!measure || measure.value === null) return '–';
  const { value, interval } = measure;
  const range =
    interval === null ? '' : ` <small>[${interval.low.toFixed(3)}, ${interval.high.toFixed(3)}]</small>`;
  return `${value.toFixed(3)}${range}`;
}

function section(title: string, report: EvaluationReport): string {
  return `<h2>${title}</h2>${reliability(report)}${bestOfK(report)}`;
}

function reliability({ reliability: bins }: EvaluationReport): string {
  const filled = bins.flatMap(({ meanScore, resolvedRate, count }) =>
    meanScore === null || resolvedRate === null ? [] : [{ meanScore, resolvedRate, count }],
  );
  const most = Math.max(1, ...filled.map(bin => bin.count));
  const marks = filled
    .map(
      ({ meanScore, resolvedRate, count }) =>
        `<circle cx="${x(meanScore)}" cy="${y(resolvedRate)}" r="${(3 + 7 * Math.sqrt(count / most)).toFixed(1)}" fill="var(--model)" fill-opacity="0.75"/>`,
    )
    .join('');
  const table = filled.map(
    bin =>
      `<tr><td>${bin.meanScore.toFixed(3)}</td><td>${bin.resolvedRate.toFixed(3)}</td><td>${bin.count}</td></tr>`,
  );
  return figure(
    'Reliability: how often patches with a score resolve their task',
    `${axes('score')}<line x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" stroke="var(--line)" stroke-dasharray="4 3"/>${marks}`,
    `<thead><tr><th>mean score</th><th>resolved</th><th>patches</th></tr></thead><tbody>${table.join('')}</tbody>`,
    'On the dashed line a score means what it says; a larger mark stands for more patches.',
  );
}

function bestOfK({ bestOfK: points }: EvaluationReport): string {
  if (points.length === 0) return '<p>No task has enough candidates for a best-of-k curve.</p>';
  const last = Math.max(2, points.at(-1)?.k ?? 2);
  const line = (value: (point: (typeof points)[number]) => number, style: string) =>
    `<polyline fill="none" stroke-width="2" ${style} points="${points.map(p => `${x((p.k - 1) / (last - 1))},${y(value(p))}`).join(' ')}"/>`;
  const table = points.map(
    p =>
      `<tr><td>${p.k}</td><td>${p.selected.toFixed(3)}</td><td>${p.random.toFixed(3)}</td><td>${p.oracle.toFixed(3)}</td><td>${p.tasks}</td></tr>`,
  );
  return figure(
    'Best of k: resolved rate when the highest of k candidates is taken',
    axes(`k, 1 to ${last}`) +
      line(p => p.oracle, 'stroke="var(--line)"') +
      line(p => p.random, 'stroke="var(--other)" stroke-dasharray="5 3"') +
      line(p => p.selected, 'stroke="var(--model)"'),
    `<thead><tr><th>k</th><th>model</th><th>random</th><th>best possible</th><th>tasks</th></tr></thead><tbody>${table.join('')}</tbody>`,
    'Solid: the model. Dashed: a random pick. Thin: the best possible pick.',
  );
}

function figure(title: string, drawing: string, table: string, description: string): string {
  return `<figure><figcaption>${title}</figcaption>
<svg viewBox="0 0 ${SIZE} ${SIZE}" width="${SIZE}" role="img" aria-label="${escape(title)}"><desc>${escape(description)}</desc>${drawing}</svg>
<p><small>${description}</small></p>
<details><summary>Numbers</summary><table>${table}</table></details></figure>`;
}

function axes(horizontal: string): string {
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    t => `<text x="${LEFT - 6}" y="${Number(y(t)) + 4}" text-anchor="end">${t}</text>`,
  );
  return `<path d="M${x(0)} ${y(1)}V${y(0)}H${x(1)}" fill="none" stroke="var(--line)"/>${ticks.join('')}
<text x="${x(0.5)}" y="${SIZE - 8}" text-anchor="middle">${escape(horizontal)}</text>
<text x="12" y="${y(0.5)}" text-anchor="middle" transform="rotate(-90 12 ${y(0.5)})">resolved</text>`;
}

function x(share: number): string {
  return (LEFT + share * PLOT).toFixed(1);
}

function y(share: number): string {
  return (SIZE - BOTTOM - share * PLOT).toFixed(1);
}

function notScored(reasons: Readonly<Record<string, number>>): string {
  const parts = Object.entries(reasons).map(([reason, count]) => `${count} ${reason}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
