import type { StructuredPatch } from 'diff';
import type { FilePatch, Hunk, HunkLine } from './patch';

const MARKS: Readonly<Record<HunkLine['kind'], string>> = { context: ' ', added: '+', removed: '-' };

/** A hunk as a diff prints it, line by line. Both counts are always written out. */
export function formatHunk(hunk: Hunk): string[] {
  const section = hunk.section === '' ? '' : ` ${hunk.section}`;
  const range = `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@${section}`;
  return [range, ...bodyLines(hunk)];
}

function bodyLines(hunk: Hunk): string[] {
  const text: string[] = [];
  for (const line of hunk.lines) {
    text.push(MARKS[line.kind] + line.text);
    if (line.noNewline) text.push('\\ No newline at end of file');
  }
  return text;
}

/** A file's change in the form of the `diff` package, which counts the start of an empty side one up. */
export function toStructured(file: FilePatch): StructuredPatch {
  return {
    oldFileName: file.oldPath ?? undefined,
    newFileName: file.newPath ?? undefined,
    oldHeader: undefined,
    newHeader: undefined,
    hunks: file.hunks.map(hunk => ({
      oldStart: hunk.oldLines === 0 ? hunk.oldStart + 1 : hunk.oldStart,
      oldLines: hunk.oldLines,
      newStart: hunk.newLines === 0 ? hunk.newStart + 1 : hunk.newStart,
      newLines: hunk.newLines,
      lines: bodyLines(hunk),
    })),
  };
}

/** The inverse for one hunk. */
export function fromStructured(hunk: StructuredPatch['hunks'][number], section: string): Hunk {
  const lines: HunkLine[] = [];
  for (const line of hunk.lines) {
    const last = lines.at(-1);
    if (!line.startsWith('\\')) lines.push({ kind: kindOf(line), text: line.slice(1), noNewline: false });
    else if (last !== undefined) lines[lines.length - 1] = { ...last, noNewline: true };
  }
  return {
    oldStart: hunk.oldLines === 0 ? hunk.oldStart - 1 : hunk.oldStart,
    oldLines: hunk.oldLines,
    newStart: hunk.newLines === 0 ? hunk.newStart - 1 : hunk.newStart,
    newLines: hunk.newLines,
    section,
    lines,
  };
}

function kindOf(line: string): HunkLine['kind'] {
  return line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'context';
}
