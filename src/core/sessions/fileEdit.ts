/** One change of one file, as a tool call states it. Paths are as the session has them. */
export type FileEdit =
  /** The whole text; `before` is what was there (null: nothing), undefined when the session does not say. */
  | {
      readonly kind: 'write';
      readonly path: string;
      readonly text: string;
      readonly before?: string | null | undefined;
    }
  | {
      readonly kind: 'replace';
      readonly path: string;
      readonly oldText: string;
      readonly newText: string;
      readonly all: boolean;
      readonly before?: string | undefined;
    }
  /** `text` becomes the lines after line `after` (0: at the beginning). */
  | { readonly kind: 'insert'; readonly path: string; readonly after: number; readonly text: string }
  /** Lines `from`…`to` (1-based, inclusive) become `text`. */
  | {
      readonly kind: 'lines';
      readonly path: string;
      readonly from: number;
      readonly to: number;
      readonly text: string;
    }
  | { readonly kind: 'delete'; readonly path: string }
  | { readonly kind: 'move'; readonly path: string; readonly to: string }
  /** A unified diff, with paths of its own unless `path` says whose it is. */
  | { readonly kind: 'diff'; readonly text: string; readonly path?: string }
  /** The session shows a file's whole text: no change, but knowledge. */
  | { readonly kind: 'shown'; readonly path: string; readonly text: string }
  /** Something changed files in a way that cannot be followed. */
  | { readonly kind: 'untold' };
