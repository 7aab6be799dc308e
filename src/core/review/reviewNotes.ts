import { codeChange } from '../patch/codeChange';
import { changedLines, type FilePatch } from '../patch/patch';
import type { ScoredVerdict } from '../scoring/verdict';
import { reservations } from '../scoring/wording';

/** All that a reader of a review must know besides its numbers, each sentence once. */
export function reviewNotes(
  { files, problems }: { readonly files: readonly FilePatch[]; readonly problems: readonly string[] },
  verdict: Pick<ScoredVerdict, 'problems' | 'dropped' | 'perhapsOtherTask'>,
): readonly string[] {
  // Beside the lines that did not fit, which are of code: neither comments nor new line ends are counted.
  const all = verdict.dropped.some(({ what }) => what === 'lines') ? linesOfCode(files) : null;
  return [...new Set([...reservations(verdict, all), ...problems, ...verdict.problems])];
}

function linesOfCode(files: readonly FilePatch[]): number {
  const code = codeChange({ files, problems: [] });
  return code.files.flatMap(({ hunks }) => hunks.flatMap(changedLines)).length;
}
