import type { HunkLine } from './patch';

/** Lines that change with no unchanged one between them, behind those that do not. */
export interface ChangeRun {
  readonly context: HunkLine[];
  readonly removed: HunkLine[];
  readonly added: HunkLine[];
}

/** The lines of a hunk, run by run. */
export function changeRuns(lines: readonly HunkLine[]): readonly ChangeRun[] {
  let run: ChangeRun = { context: [], removed: [], added: [] };
  const runs = [run];
  for (const line of lines) {
    if (line.kind === 'context' && run.removed.length + run.added.length > 0)
      runs.push((run = { context: [], removed: [], added: [] }));
    run[line.kind].push(line);
  }
  return runs;
}
