import type { HunkLine } from './patch';

/** Lines that change with no unchanged one between them, behind those that do not. */
export interface ChangeRun<Line> {
  readonly context: Line[];
  readonly removed: Line[];
  readonly added: Line[];
}

/** The lines of a hunk, run by run. */
export function changeRuns<Line extends Pick<HunkLine, 'kind'>>(
  lines: readonly Line[],
): readonly ChangeRun<Line>[] {
  let run: ChangeRun<Line> = { context: [], removed: [], added: [] };
  const runs = [run];
  for (const line of lines) {
    if (line.kind === 'context' && run.removed.length + run.added.length > 0)
      runs.push((run = { context: [], removed: [], added: [] }));
    run[line.kind].push(line);
  }
  return runs;
}
