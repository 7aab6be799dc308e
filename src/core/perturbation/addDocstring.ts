import { languageOf } from '../syntax/languages';
import { pathOf, type HunkLine, type Patch } from '../patch/patch';
import { indentOf } from './commentLine';
import { addedLine, rewriteHunks } from './rewriteHunks';

/** The patch with a documentation string in each Python function or class whose first lines stand in a hunk and are no such string; null without one. */
export function addDocstring(patch: Patch, text: string): Patch | null {
  return rewriteHunks(patch, (hunk, file) => {
    if (languageOf(pathOf(file)) !== 'python') return hunk.lines;
    const lines = hunk.lines.flatMap((line, i): HunkLine[] => {
      const body = hunk.lines.slice(i + 1).find(next => next.kind !== 'removed');
      return body && beginsWithoutDocstring(line, body)
        ? [line, addedLine(`${indentOf(body.text)}"""${text}"""`)]
        : [line];
    });
    return lines.length === hunk.lines.length ? hunk.lines : lines;
  });
}

/** Whether a definition ends on a line and the first of its body is no string. */
function beginsWithoutDocstring(line: HunkLine, body: HunkLine): boolean {
  const begins = line.kind !== 'removed' && /^\s*(async\s+def|def|class)\s.*:\s*$/.test(line.text);
  return (
    begins && indentOf(body.text).length > indentOf(line.text).length && !/^\s*\w{0,2}["']/.test(body.text)
  );
}
