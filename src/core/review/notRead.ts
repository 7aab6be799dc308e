import { fileRole, holdsCode } from '../patch/fileRole';
import { pathOf, type FilePatch } from '../patch/patch';
import { languageOf } from '../syntax/languages';

/** One sentence where tests or documents come with a change of code, which is judged without them; or none. */
export function unreadFileNotes(files: readonly FilePatch[]): readonly string[] {
  return files.some(file => !holdsCode(pathOf(file)))
    ? ['Tests and documents that come with a change are not read.']
    : [];
}

/**
 * Changed source files of which the model read the diff alone, not the code around it: one sentence for those whose base is not at hand,
 * one for those that no grammar reads, or none.
 *
 * @param baseFiles content at the base by path, as the model was given it
 */
export function unseenBaseNotes(
  files: readonly FilePatch[],
  baseFiles: Readonly<Record<string, string>>,
): readonly string[] {
  const sources = files.filter(file => file.hunks.length > 0 && fileRole(pathOf(file)) === 'source');
  const modified = sources.filter(file => file.oldPath !== null && file.newPath !== null);
  const unread = modified.filter(file => languageOf(pathOf(file)) === null);
  const missing = modified.filter(
    file => !unread.includes(file) && file.oldPath !== null && baseFiles[file.oldPath] === undefined,
  );
  return [
    ...note(missing, 'no content from before the change is at hand, or too much'),
    ...note(unread, 'in a language that the model does not read'),
  ];
}

function note(files: readonly FilePatch[], why: string): string[] {
  const [first] = files;
  if (first === undefined) return [];
  const which = files.length === 1 ? pathOf(first) : `${pathOf(first)} and ${files.length - 1} more`;
  return [`Judged by the diff alone, without the code around it: ${which} (${why}).`];
}
