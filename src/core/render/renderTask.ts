import type { Task } from '../task/task';
import type { DroppedPart, InputLine } from './modelInput';

/**
 * A task as lines, within a budget of tokens. Issue-template furniture (HTML comments, ticked boxes, rules)
 * and blank lines carry nothing and are left out silently; lines beyond the budget are dropped and counted.
 */
export function renderTask(
  task: Task,
  cost: (line: InputLine) => number,
  budget: number,
): { readonly lines: InputLine[]; readonly dropped: DroppedPart[] } {
  const title: InputLine = { mark: 'task', text: clip(task.title) };
  const body = withoutComments(task.body)
    .split(/\r?\n/)
    .filter(line => !/^\s*$|^\s*[-*] \[[ xX]\]|^\s*([-=*_]\s*){3,}$/.test(line));
  const lines = [title];
  let left = budget - cost(title);
  for (const [index, text] of body.entries()) {
    const line: InputLine = { mark: 'text', text: clip(text.trimEnd()) };
    left -= cost(line);
    if (left < 0) return { lines, dropped: [{ path: null, what: 'task', lines: body.length - index }] };
    lines.push(line);
  }
  return { lines, dropped: [] };
}

/** Not an expression: it would look for the end anew at each comment that is never closed. */
function withoutComments(text: string): string {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    const start = text.indexOf('<!--', at);
    const end = start === -1 ? -1 : text.indexOf('-->', start + 4);
    if (end === -1) return [...parts, text.slice(at)].join('');
    parts.push(text.slice(at, start));
    at = end + 3;
  }
}

/** Longest line shown to the model, in characters; log lines and data run longer. */
const MAX_LINE = 300;

function clip(text: string): string {
  return text.length > MAX_LINE ? text.slice(0, MAX_LINE) : text;
}
