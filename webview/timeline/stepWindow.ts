/** Height of a row in pixels; the style sheet has the same. */
export const ROW_HEIGHT = 24;
/** Rows drawn above and below what is in sight, so that a quick scroll finds them there. */
const BEYOND = 12;

export interface StepWindow {
  /** Index of the first row drawn, and behind the last one. */
  readonly first: number;
  readonly end: number;
}

/** Which rows are drawn: those in sight and a few beyond, however many there are. */
export function stepWindow(scrollTop: number, height: number, total: number): StepWindow {
  const first = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - BEYOND);
  const end = Math.min(total, Math.ceil((scrollTop + height) / ROW_HEIGHT) + BEYOND);
  return { first: Math.min(first, Math.max(0, total - 1)), end: Math.max(end, 0) };
}

/** Where the list must be scrolled so that a row is in sight; unchanged when it is already. */
export function scrollFor(row: number, scrollTop: number, height: number): number {
  const top = row * ROW_HEIGHT;
  if (top < scrollTop) return top;
  const bottom = top + ROW_HEIGHT;
  return bottom > scrollTop + height ? bottom - height : scrollTop;
}

/** The row that a key leads to from another; null for keys that lead nowhere. */
export function rowForKey(key: string, row: number, total: number, height: number): number | null {
  const page = Math.max(1, Math.floor(height / ROW_HEIGHT) - 1);
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: row + 1,
    ArrowUp: row - 1,
    PageDown: row + page,
    PageUp: row - page,
    Home: 0,
    End: total - 1,
  };
  const to = moves[key];
  return to === undefined || total === 0 ? null : Math.min(total - 1, Math.max(0, to));
}
