import { withoutEnd } from '../text/withoutEnd';

/** Why a path of a patch is never followed. */
type PathRefusalReason =
  | 'empty'
  | 'tooLong'
  | 'controlCharacter'
  | 'backslash'
  | 'driveLetter'
  | 'absolute'
  | 'parentFolder'
  | 'notNormal'
  | 'gitFolder';

/** Each ends the sentence "The path … is refused: it …". */
const MESSAGES: Readonly<Record<PathRefusalReason, string>> = {
  empty: 'is empty',
  tooLong: 'is longer than 4096 characters',
  controlCharacter: 'holds a control character',
  backslash: 'holds a backslash, which some systems read as a folder separator',
  driveLetter: 'begins with a drive letter',
  absolute: 'is absolute',
  parentFolder: 'climbs out of its folder with ".."',
  notNormal: 'has an empty or "." part',
  gitFolder: 'leads into the .git folder',
};

/** Longest path Linux accepts (PATH_MAX). */
const MAX_PATH = 4096;

/** C0, DEL and C1: no real path has them, terminals and file systems obey them. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** Code points that HFS+ leaves out when it compares names, so that `.g\u200cit` opens `.git` there. */
const IGNORED_BY_HFS = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/**
 * Whether a path from a patch may be used: relative, `/`-separated, inside its root and outside `.git` on every
 * file system we may meet (Windows and macOS fold names; a patch is checked where it is read, not where it lands).
 *
 * @returns why not, as the end of a sentence: "it …"; null when the path is fine
 */
export function pathRefusal(path: string): string | null {
  const reason = refusalReason(path);
  return reason === null ? null : MESSAGES[reason];
}

function refusalReason(path: string): PathRefusalReason | null {
  if (path === '') return 'empty';
  if (path.length > MAX_PATH) return 'tooLong';
  if (CONTROL.test(path)) return 'controlCharacter';
  // A UNC path (`\\server\share`) is caught here too; its `//server/share` spelling is absolute.
  if (path.includes('\\')) return 'backslash';
  if (/^[A-Za-z]:/.test(path)) return 'driveLetter';
  if (path.startsWith('/')) return 'absolute';
  const parts = path.split('/');
  if (parts.some(part => foldName(part) === '..')) return 'parentFolder';
  if (parts.some(part => part === '' || part === '.')) return 'notNormal';
  if (parts.some(isGitFolder)) return 'gitFolder';
  return null;
}

/**
 * `.git` as any file system may spell it: NTFS drops dots and spaces at the end of a name, opens streams after a
 * colon (`.git::$INDEX_ALLOCATION`) and knows the short name `git~1`.
 */
function isGitFolder(part: string): boolean {
  const name = foldName(part.split(':', 1)[0] ?? '').toLowerCase();
  return name === '.git' || /^git~\d+$/.test(name);
}

/** The name as NTFS and HFS+ compare it. `..` and longer runs of dots all count as `..`. */
function foldName(part: string): string {
  const visible = part.replace(IGNORED_BY_HFS, '');
  if (/^\.\.[. ]*$/.test(visible)) return '..';
  return withoutEnd(visible, '. ');
}
