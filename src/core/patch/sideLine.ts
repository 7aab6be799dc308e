import type { OpenText } from './above';

/** A line of one side of a hunk as it is read. */
export interface SideLine {
  /**
   * Without comments and the spaces at its end; empty where the line holds no code. Where documentation is all that a block holds, `pass`
   * on its first line.
   */
  readonly code: string;
  /** The documentation that the line belongs to; null where it belongs to none. */
  readonly documentation: Documentation | null;
  /** What begins on a line above and goes on here. */
  readonly goesOn: OpenText | null;
}

/** A string that stands for itself, as documentation does: no code reads it. */
export interface Documentation {
  /** 0-based row of the line of code below which it stands; −1 where there is none. */
  readonly head: number;
}
