/** What stands above some lines of a file, as far as it tells how they are to be read. */
export interface Above {
  /** The nearest line of code; empty where the file begins. */
  readonly code: string;
  readonly open: OpenText | null;
}

/** A string or a comment that goes on. */
export interface OpenText {
  /** Three quotation marks or the end of a comment; empty where it is a string in single ones. */
  readonly closedBy: string;
  /** Whether no code reads it: documentation, or a comment. */
  readonly unread: boolean;
}

export const FILE_START: Above = { code: '', open: null };

export function isSameOpen(a: OpenText | null, b: OpenText | null): boolean {
  return a?.closedBy === b?.closedBy && a?.unread === b?.unread;
}
