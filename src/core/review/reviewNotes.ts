import { holdsCode } from '../patch/fileRole';
import { changedLines, pathOf, type FilePatch } from '../patch/patch';
import type { DroppedPart } from '../render/modelInput';
import type { ScoredVerdict } from '../scoring/verdict';
import { countText } from '../text/countText';

/** All that a reader of a review must know besides its numbers, each sentence once. */
export function reviewNotes(
  { files, problems }: { readonly files: readonly FilePatch[]; readonly problems: readonly string[] },
  verdict: Pick<ScoredVerdict, 'problems' | 'dropped'>,
): readonly string[] {
  return [...new Set([...problems, ...verdict.problems, ...lackOfRoom(files, verdict.dropped)])];
}

/**
 * How much of a change the model did not read for lack of room: one sentence, or none when it read all of it. Context and
 * surroundings that were left out are not counted: they are not the change.
 */
function lackOfRoom(files: readonly FilePatch[], dropped: readonly DroppedPart[]): readonly string[] {
  const lines = dropped.filter(({ what }) => what === 'lines');
  const unread = lines.reduce((sum, part) => sum + part.lines, 0);
  if (unread === 0) return [];
  const code = files.filter(file => holdsCode(pathOf(file)));
  const all = code.flatMap(({ hunks }) => hunks.flatMap(changedLines)).length;
  const where = new Set(lines.map(({ path }) => path)).size;
  return [
    `The model reads a limited length: ${unread} of ${all} changed lines of code, in ${countText(where, 'file')}, did not fit; it knows only numbers about them, such as their count.`,
  ];
}
