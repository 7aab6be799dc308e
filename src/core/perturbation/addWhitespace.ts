import type { HunkLine, Patch } from '../patch/patch';
import { addedLine, rewriteHunks } from './rewriteHunks';

/** The patch with spaces at the ends of the lines it adds, and a blank line after the last of each hunk; null when it adds none. */
export function addWhitespace(patch: Patch): Patch | null {
  return rewriteHunks(patch, hunk => {
    const last = hunk.lines.findLastIndex(isCode);
    if (last === -1) return hunk.lines;
    return hunk.lines.flatMap((line, i) => {
      // A backslash must stay the last character of its line.
      const wider = isCode(line) && !line.text.endsWith('\\') ? { ...line, text: `${line.text}  ` } : line;
      const blankFollows = i === last && !line.noNewline && !line.text.endsWith('\\');
      return blankFollows ? [wider, addedLine('')] : [wider];
    });
  });
}

function isCode(line: HunkLine): boolean {
  return line.kind === 'added' && line.text.trim() !== '';
}
