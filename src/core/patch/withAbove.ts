import { FILE_START, isSameOpen, type Above } from './above';
import { codeOnSide } from './codeOnSide';
import { commentSyntaxOf } from './commentSyntax';
import { holdsCode } from './fileRole';
import { pathOf, type FilePatch, type Hunk, type HunkLine } from './patch';
import { isPython } from './pythonCode';
import type { SideLine } from './sideLine';

/**
 * The files with what stands above each of their hunks, so that a hunk that begins within documentation or a comment can be read.
 * A file whose base is not known, or has other lines, stays as it is, and so do the hunks below one that opens or closes
 * a text on one side alone.
 *
 * @param baseFiles text at the base by path; a file may be missing
 */
export function withAbove(
  files: readonly FilePatch[],
  baseFiles: Readonly<Record<string, string>>,
): readonly FilePatch[] {
  return files.map(file => {
    const base =
      file.oldPath !== null && Object.hasOwn(baseFiles, file.oldPath) ? baseFiles[file.oldPath] : undefined;
    return base === undefined || !goesOnBelow(pathOf(file)) ? file : placed(file, base.split('\n'));
  });
}

/** Whether what is above a line may tell how it is read. */
function goesOnBelow(path: string): boolean {
  return holdsCode(path) && (isPython(path) || commentSyntaxOf(path).blocks.length > 0);
}

function placed(file: FilePatch, base: readonly string[]): FilePatch {
  const path = pathOf(file);
  const last = file.hunks.reduce((row, hunk) => Math.max(row, firstRow(hunk)), 0);
  if (last === 0 || !file.hunks.every(hunk => standsIn(base, hunk))) return file;
  const read = codeOnSide(path, base.slice(0, last + 1), FILE_START);
  let alike = true;
  const hunks = file.hunks.map(hunk => {
    const row = firstRow(hunk);
    const open = read[row]?.goesOn ?? null;
    if (!alike || open?.closedBy === '') return hunk;
    const above: Above = { code: codeAbove(read, row), open };
    alike = isSameOpen(openBelow(path, hunk, 'added', above), openBelow(path, hunk, 'removed', above));
    return { ...hunk, above };
  });
  return { ...file, hunks };
}

function codeAbove(read: readonly SideLine[], row: number): string {
  let at = row - 1;
  while (at >= 0 && read[at]?.code === '') at--;
  return read[at]?.code ?? FILE_START.code;
}

/** 0-based row in the base. The start of an empty side is the line before it. */
function firstRow({ oldStart, oldLines }: Hunk): number {
  return oldLines === 0 ? oldStart : oldStart - 1;
}

function standsIn(base: readonly string[], hunk: Hunk): boolean {
  const row = firstRow(hunk);
  return hunk.lines
    .filter(({ kind }) => kind !== 'added')
    .every(({ text }, i) => base[row + i]?.trimEnd() === text.trimEnd());
}

/** What one side of a hunk leaves open. */
function openBelow(path: string, { lines }: Hunk, other: HunkLine['kind'], above: Above): Above['open'] {
  const side = lines.filter(({ kind }) => kind !== other).map(({ text }) => text);
  return codeOnSide(path, [...side, ''], above).at(-1)?.goesOn ?? null;
}
