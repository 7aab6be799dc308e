/** What stands above some lines of a file, as far as it tells how they are to be read. */
export interface Above {
  /** The nearest line of code; empty where the file begins. */
  readonly code: string;
  readonly open: OpenText | null;
}

/** A string, a comment or a unit test among the code that goes on. */
export interface OpenText {
  /** Three quotation marks, the end of a comment, or how the last line of a test begins; empty where it is a string in single ones. */
  readonly closedBy: string;
  /** Whether it is no part of the program: documentation, a comment, or a test. */
  readonly unread: boolean;
}

export const FILE_START: Above = { code: '', open: null };

export function isSameOpen(a: OpenText | null, b: OpenText | null): boolean {
  return a?.closedBy === b?.closedBy && a?.unread === b?.unread;
}
