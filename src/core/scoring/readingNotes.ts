import { changesUnitTests } from '../patch/changesCode';
import { fileRole, holdsCode } from '../patch/fileRole';
import { pathOf, type FilePatch } from '../patch/patch';
import { languageOf } from '../syntax/languages';
import { andMore } from '../text/andMore';

/**
 * What the model did not read of a change or around it, in sentences: tests, documents and generated files that come with it, and the code around changed
 * source files whose base is not at hand or that no grammar reads.
 *
 * @param baseFiles content at the base by path, as the model was given it
 */
export function readingNotes(
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
    ...(files.every(file => holdsCode(pathOf(file)) && !changesUnitTests(file))
      ? []
      : ['Tests, documents and generated files that come with a change are not read.']),
    ...byDiffAlone(missing, 'the content before the change is missing or too much to read'),
    ...byDiffAlone(unread, 'in a language that cannot be parsed'),
  ];
}

function byDiffAlone(files: readonly FilePatch[], why: string): string[] {
  if (files.length === 0) return [];
  const which = andMore(files.map(pathOf));
  return [`Judged by the diff alone, without the code around it: ${which} (${why}).`];
}
