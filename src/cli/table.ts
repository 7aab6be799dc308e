import Table from 'cli-table3';
import pc from 'picocolors';

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
