import type { FilePatch, Hunk } from './patch';

/**
 * Whether a file is kept by Git LFS on a side of its change: what the diff shows of it is then a pointer, three lines that name
 * the content, and neither text that somebody wrote nor what changed.
 */
export function isLfsPointer({ hunks }: FilePatch): boolean {
  const [hunk] = hunks;
  // A pointer is shorter than the context of a hunk: it stands in one, from the first line of the file.
  if (hunk === undefined || hunks.length > 1 || Math.max(hunk.oldStart, hunk.newStart) > 1) return false;
  return POINTER.test(sideOf(hunk, 'removed')) || POINTER.test(sideOf(hunk, 'added'));
}

/** As the specification of version 1 has it; keys of extensions stand between the version and the id. */
const POINTER =
  /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:ext-\d-\w+ sha256:[0-9a-f]{64}\n)*oid sha256:[0-9a-f]{64}\nsize \d+$/;

/** Longest pointer there may be, in lines; more is not looked at. */
const MAX_LINES = 20;

function sideOf({ lines }: Hunk, side: 'removed' | 'added'): string {
  const own = lines.filter(({ kind }) => kind === 'context' || kind === side);
  return own.length > MAX_LINES ? '' : own.map(({ text }) => text.trimEnd()).join('\n');
}
