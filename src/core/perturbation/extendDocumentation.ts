import { pathOf, type Patch } from '../patch/patch';
import { readHunk } from '../patch/readHunk';
import { indentOf } from './commentLine';
import { addedLine, rewriteHunks } from './rewriteHunks';

/** The patch with a line more in the first documentation or comment of each hunk that goes on from line to line; null where there is none. */
export function extendDocumentation(patch: Patch, text: string): Patch | null {
  return rewriteHunks(patch, (hunk, file) => {
    const at = readHunk(pathOf(file), hunk).findIndex(
      ({ kind, goesOn }) => kind === 'context' && goesOn?.unread === true,
    );
    const below = hunk.lines[at];
    return below === undefined
      ? hunk.lines
      : hunk.lines.toSpliced(at, 0, addedLine(`${indentOf(below.text)}${text}`));
  });
}
