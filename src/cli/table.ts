import Table from 'cli-table3';
import pc from 'picocolors';
import type { ConfidenceInterval } from '../core/evaluation/bootstrap';

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** A table of plain lines: no frame, so that it can be copied and read aloud. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const frame = new Table({
    head: columns.map(({ title }) => pc.dim(title)),
    colAligns: columns.map(({ align }) => align),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: noFrame,
  });
  frame.push(...rows.map(row => [...row]));
  return frame
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n');
}

/** A table with a frame, for figures of several lines. */
export function framedTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const frame = new Table({
    head: head.map(title => pc.bold(title)),
    // The table's own colours do not ask whether anybody wants colours.
    style: { head: [], border: [], compact: true },
  });
  frame.push(...rows.map(row => [...row]));
  return frame.toString();
}

/** A figure, and below it its interval. */
export function figureWithInterval(
  value: number,
  interval: ConfidenceInterval | null,
  text: (value: number) => string,
): string {
  const shown = (one: number) => text(one).replace('-', '−');
  if (interval === null) return shown(value);
  return `${shown(value)}\n${pc.dim(`${shown(interval.low)} … ${shown(interval.high)}`)}`;
}

const noFrame = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};
