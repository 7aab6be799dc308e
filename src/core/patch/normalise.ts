import { pathOf } from './patch';
import type { FilePatch, HunkLine, Patch } from './patch';
import { byCodeUnit } from '../text/byCodeUnit';

/**
 * What a patch changes, as canonical text: its files in the order of their paths, each with the lines it removes
 * and adds. Line numbers, context, blank lines, line ends and the width of spaces within a line are left out, and
 * so is the order in which a diff algorithm interleaves what is removed and added in one place. Indentation stays:
 * in Python it decides what a line means.
 *
 * A patch that changes nothing but these has the text of its file headers alone.
 */
export function normalisedChange(patch: Patch): string {
  return patch.files
    .map(file => [headerOf(file), ...canonicalLines(file)].join('\n'))
    .sort(byCodeUnit)
    .join('\n');
}

/** Whether two patches make the same change; see `normalisedChange`. */
export function equivalent(a: Patch, b: Patch): boolean {
  return normalisedChange(a) === normalisedChange(b);
}

function headerOf(file: FilePatch): string {
  const parts = [pathOf(file), file.status];
  if (file.status === 'renamed' || file.status === 'copied') parts.push(file.oldPath ?? '');
  if (file.binary) parts.push('binary');
  if (file.oldMode !== file.newMode && file.status !== 'added' && file.status !== 'deleted') {
    parts.push(file.newMode ?? '');
  }
  // JSON keeps the parts apart whatever a path holds.
  return JSON.stringify(parts);
}

function canonicalLines(file: FilePatch): string[] {
  const changed: (readonly string[])[] = [];
  for (const hunk of file.hunks) {
    let removed: string[] = [];
    let added: string[] = [];
    const flush = (): void => {
      changed.push(removed, added);
      removed = [];
      added = [];
    };
    for (const line of hunk.lines) {
      if (isBlank(line)) continue;
      if (line.kind === 'removed') removed.push(`-${normalisedLine(line.text)}`);
      else if (line.kind === 'added') added.push(`+${normalisedLine(line.text)}`);
      else flush();
    }
    flush();
  }
  return changed.flat();
}

function isBlank(line: HunkLine): boolean {
  return line.text.trim() === '';
}

/** Columns a tab advances to, as Python counts indentation. */
const TAB = 8;

function normalisedLine(text: string): string {
  let width = 0;
  let start = 0;
  for (; start < text.length; start++) {
    const character = text.charAt(start);
    if (character === '\t') width += TAB - (width % TAB);
    else if (character === ' ') width++;
    else break;
  }
  return `${width} ${text.slice(start).trim().replace(/\s+/g, ' ')}`;
}
