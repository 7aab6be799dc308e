import { holdsCode } from '../patch/fileRole';
import { changedLines, pathOf, type FilePatch } from '../patch/patch';
import type { ScoredVerdict } from '../scoring/verdict';
import { reservations } from '../scoring/wording';

/** All that a reader of a review must know besides its numbers, each sentence once. */
export function reviewNotes(
  { files, problems }: { readonly files: readonly FilePatch[]; readonly problems: readonly string[] },
  verdict: Pick<ScoredVerdict, 'problems' | 'dropped' | 'perhapsOtherTask'>,
): readonly string[] {
  const code = files.filter(file => holdsCode(pathOf(file)));
  const all = code.flatMap(({ hunks }) => hunks.flatMap(changedLines)).length;
  return [...new Set([...reservations(verdict, all), ...problems, ...verdict.problems])];
}
