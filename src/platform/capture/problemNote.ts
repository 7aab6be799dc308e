import { countText } from '../../core/text/countText';

/** What a language server says about a file. */
export interface FileProblems {
  readonly errors: number;
  readonly warnings: number;
  /** "src/cart.ts:12 error: …", the first few. */
  readonly lines: readonly string[];
}

/** One sentence and the lines, when problems before and after an edit differ; null when they do not. */
export function problemNote(before: FileProblems, after: FileProblems): string | null {
  if (before.errors === after.errors && before.warnings === after.warnings) return null;
  const count = ({ errors, warnings }: FileProblems) =>
    `${countText(errors, 'error')}, ${countText(warnings, 'warning')}`;
  return [`Diagnostics before: ${count(before)}; after: ${count(after)}.`, ...after.lines].join('\n');
}
