import type { DroppedPart, InputLine } from './modelInput';

/** A line with its claim on the budget. */
export interface BudgetedLine extends InputLine {
  readonly path: string | null;
  /** Lower is kept first. */
  readonly priority: number;
  /** Within a priority, nearer to the change is kept first. */
  readonly distance: number;
}

/** Longest line shown to the model, in characters: minified code would eat the budget otherwise. */
const MAX_LINE = 240;

/**
 * Keeps the lines with the best claims within a budget of tokens, in their order, and tells what was left
 * out. From the first line that does not fit, no line with a lesser claim is taken: a later, shorter one must
 * not displace meaning by chance.
 */
export function fitBudget(
  lines: readonly BudgetedLine[],
  cost: (line: InputLine) => number,
  budget: number,
): { readonly lines: InputLine[]; readonly dropped: DroppedPart[] } {
  const clipped = lines.map(line =>
    line.text.length > MAX_LINE ? { ...line, text: line.text.slice(0, MAX_LINE) } : line,
  );
  const byClaim = clipped
    .map((line, order) => ({ line, order }))
    .sort(
      (a, b) => a.line.priority - b.line.priority || a.line.distance - b.line.distance || a.order - b.order,
    );
  const kept = new Set<number>();
  let left = budget;
  for (const { line, order } of byClaim) {
    const tokens = cost(line);
    if (tokens > left) break;
    left -= tokens;
    kept.add(order);
  }
  return { lines: withCuts(clipped, kept, cost, left), dropped: countDropped(clipped, kept) };
}

/** Lines that were kept, with one `cut` line where changed lines are missing, as far as `left` tokens allow. */
function withCuts(
  lines: readonly BudgetedLine[],
  kept: ReadonlySet<number>,
  cost: (line: InputLine) => number,
  left: number,
): InputLine[] {
  const shown: InputLine[] = [];
  let missing = 0;
  let room = left;
  const flush = () => {
    const cut: InputLine = { mark: 'cut', text: '' };
    if (missing > 0 && room >= cost(cut)) {
      shown.push(cut);
      room -= cost(cut);
    }
    missing = 0;
  };
  lines.forEach((line, order) => {
    if (kept.has(order)) {
      flush();
      shown.push({ mark: line.mark, text: line.text });
    } else if (line.mark === 'added' || line.mark === 'removed') {
      missing++;
    }
  });
  flush();
  return shown;
}

function countDropped(lines: readonly BudgetedLine[], kept: ReadonlySet<number>): DroppedPart[] {
  const counts = new Map<string, DroppedPart>();
  lines.forEach((line, order) => {
    // The name above the lines of a file is none of them.
    if (kept.has(order) || line.mark === 'file') return;
    const what = line.mark === 'context' ? 'context' : line.mark === 'scope' ? 'scope' : 'lines';
    const key = `${what}:${line.path ?? ''}`;
    counts.set(key, { path: line.path, what, lines: (counts.get(key)?.lines ?? 0) + 1 });
  });
  return [...counts.values()];
}
