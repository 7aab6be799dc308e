import { pathOf, type Hunk, type Patch } from '../patch/patch';
import { readHunk } from '../patch/readHunk';
import { commentLine, indentOf } from './commentLine';
import { addedLine, rewriteHunks } from './rewriteHunks';

/** The patch with a comment above the first line that each hunk adds; null when there is no place for one. */
export function addComment(patch: Patch, text: string): Patch | null {
  return rewriteHunks(patch, (hunk, file) => {
    const at = firstAddedCode(pathOf(file), hunk);
    const first = hunk.lines[at];
    if (!first) return hunk.lines;
    const above = hunk.lines.slice(0, at).findLast(line => line.kind !== 'removed');
    // A line that goes on in the next must not be parted from it.
    if (above?.text.endsWith('\\')) return hunk.lines;
    const comment = commentLine(pathOf(file), indentOf(first.text), text);
    if (comment === null) return hunk.lines;
    return [...hunk.lines.slice(0, at), addedLine(comment), ...hunk.lines.slice(at)];
  });
}

/** The patch with a comment behind the first line of code that each hunk adds; null when there is no place for one. */
export function addCommentBehind(patch: Patch, text: string): Patch | null {
  return rewriteHunks(patch, (hunk, file) => {
    const comment = commentLine(pathOf(file), '', text);
    const at = firstAddedCode(pathOf(file), hunk);
    const first = hunk.lines[at];
    // A comment would end a line that goes on in the next, or be a part of a string or of another comment.
    if (!first || comment === null || /\\$|["'`#]|\/[/*]|^\s*\*/.test(first.text)) return hunk.lines;
    return hunk.lines.with(at, { ...first, text: `${first.text.trimEnd()}  ${comment}` });
  });
}

/** Index of the first line of code that a hunk adds, none that begins within a string; −1 without one. */
function firstAddedCode(path: string, hunk: Hunk): number {
  return readHunk(path, hunk).findIndex(
    ({ kind, code, documentation, goesOn }) =>
      kind === 'added' && code !== '' && documentation === null && goesOn === null,
  );
}
