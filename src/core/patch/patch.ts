import type { Above } from './above';

/**
 * A patch: a unified diff against a base, parsed into files and hunks.
 *
 * What could not be understood is in `problems`; everything else is still there.
 */
export interface Patch {
  readonly files: readonly FilePatch[];
  readonly problems: readonly PatchProblem[];
}

export type FileStatus = 'added' | 'deleted' | 'modified' | 'renamed' | 'copied';

export interface FilePatch {
  readonly status: FileStatus;
  /** Path in the base, `/`-separated and relative; null for an added file. */
  readonly oldPath: string | null;
  /** Path after the change; null for a deleted file. */
  readonly newPath: string | null;
  readonly binary: boolean;
  /** Octal modes as git prints them (`100644`), when the diff states them. */
  readonly oldMode: string | null;
  readonly newMode: string | null;
  readonly hunks: readonly Hunk[];
}

export interface Hunk {
  /** 1-based first line and line count on each side, as in `@@ -oldStart,oldLines +newStart,newLines @@`. */
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  /** Text after the second `@@`, often the enclosing function; may be empty. */
  readonly section: string;
  readonly lines: readonly HunkLine[];
  /** What stands above it on both sides, where the base is known (`withAbove`). */
  readonly above?: Above;
}

export interface HunkLine {
  readonly kind: 'context' | 'added' | 'removed';
  /** Without the leading mark and without the line's end. */
  readonly text: string;
  /** True when git said `\ No newline at end of file` after this line. */
  readonly noNewline: boolean;
}

export type PatchProblemCode =
  | 'empty'
  | 'tooLarge'
  | 'leftOut'
  | 'combinedDiff'
  | 'unsafePath'
  | 'symlink'
  | 'malformed'
  | 'countMismatch'
  | 'repeatedFile'
  | 'notADiff'
  | 'encodedMail'
  | 'wordDiff';

export interface PatchProblem {
  readonly code: PatchProblemCode;
  /** One sentence for people. */
  readonly message: string;
  /** The file it concerns, when known. */
  readonly path: string | null;
  /** 1-based line of the diff text, when known. */
  readonly line: number | null;
}

/** The problems by which a part of a diff is lost. Counts that are wrong are none: they were put right from the lines. */
export function losses({ problems }: Pick<Patch, 'problems'>): readonly PatchProblem[] {
  return problems.filter(({ code }) => code !== 'countMismatch' && code !== 'repeatedFile');
}

/** The lines of a hunk that it adds or removes. */
export function changedLines({ lines }: Hunk): readonly HunkLine[] {
  return lines.filter(({ kind }) => kind !== 'context');
}

/** How many lines hunks add and remove. */
export function lineCounts(hunks: readonly Hunk[]): { readonly added: number; readonly removed: number } {
  const changed = hunks.flatMap(changedLines);
  const added = changed.filter(({ kind }) => kind === 'added').length;
  return { added, removed: changed.length - added };
}

/** 0-based row in the base of the first changed line of a hunk. */
export function firstChangedRow({ oldStart, lines }: Hunk): number {
  const leading = lines.findIndex(({ kind }) => kind !== 'context');
  return Math.max(0, oldStart - 1 + Math.max(0, leading));
}

/** The path a reader would look for: the new one, or the old one of a deleted file. */
export function pathOf(file: FilePatch): string {
  return file.newPath ?? file.oldPath ?? '';
}
