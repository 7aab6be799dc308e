import { parsePatch as readUnifiedDiff } from 'diff';
import type { StructuredPatch } from 'diff';
import { cutSections } from './diffSections';
import type { DiffSection } from './diffSections';
import { isFileHeader } from './hunkBody';
import { leftOutSentence, withoutUnread } from './leftOut';
import { pathOf } from './patch';
import type { FilePatch, FileStatus, Patch, PatchProblem } from './patch';
import { NO_FILE, headerHalves, stripPrefixes } from './patchPaths';
import type { NamePair } from './patchPaths';
import { pathRefusal } from './pathRules';
import { ProblemList } from './problemList';
import { formatHunk, fromStructured } from './structuredPatch';
import { countText } from '../text/countText';
import { isWordDiff } from './wordDiff';

/**
 * Longest diff that is read, in UTF-16 code units: more than twice the largest change seen in public benchmarks, and still read in
 * well under a second.
 */
export const MAX_PATCH_CHARACTERS = 2_000_000;

const MAX_FILES = 5_000;

/** A diff of more characters is not looked at, whatever it holds. */
const MAX_LOOKED_AT = 8 * MAX_PATCH_CHARACTERS;

/** No file of more bytes can hold a diff that is looked at: UTF-8 spends four on a character at most. */
export const MAX_PATCH_BYTES = 4 * MAX_LOOKED_AT;

/**
 * Reads a unified diff: git's or a plain one, alone or inside a mail. Never throws: what cannot be read, and what
 * must not be followed (paths out of the tree, symbolic links), is left out and stated in `problems`.
 *
 * A diff over the limits has no files at all, since a part of a change must not be mistaken for the change; unless it is within
 * them without its lock files and the like, and without tests and documents, of which the model reads nothing.
 *
 * The text is cut into files and hunks first and the `diff` package reads them one by one, because that package
 * gives up on the whole text at the first wrong count. Modes are those of mode lines; the one in an `index` line
 * says only that the mode did not change.
 */
export function parsePatch(text: string): Patch {
  const problems = new ProblemList();
  if (text.length > MAX_LOOKED_AT) return tooLong(text);
  const lines = diffLines(text);
  if (lines.every(line => line.trim() === '')) {
    problems.add('empty', 'The diff is empty.', null, null);
    return { files: [], problems: problems.all() };
  }

  const encoding = lines.map(line => ENCODED_MAIL.exec(line)?.[1]).find(found => found !== undefined);
  if (encoding !== undefined) {
    const message = `It is a mail that is encoded as ${encoding.toLowerCase()}, which "git mailinfo" decodes.`;
    problems.add('encodedMail', message, null, null);
    return { files: [], problems: problems.all() };
  }

  const all = cutSections(lines, problems);
  const isOver = text.length > MAX_PATCH_CHARACTERS || all.length > MAX_FILES;
  const sections = isOver ? withinLimits(all, lines, problems) : all;
  if (sections === null) return text.length > MAX_PATCH_CHARACTERS ? tooLong(text) : tooMany(all.length);
  if (sections.length === 0)
    problems.add('notADiff', 'The text holds no change in unified diff format.', null, null);

  const files = sections.flatMap(section => readSection(section, problems) ?? []);
  noteRepeated(files, problems);
  const patch = { files, problems: problems.all() };
  return isWordDiff(text, patch) ? { files: [], problems: [WORD_DIFF] } : patch;
}

const WORD_DIFF: PatchProblem = {
  code: 'wordDiff',
  message: 'The text marks words in place of lines, as "git diff --word-diff" does.',
  path: null,
  line: null,
};

function tooLong(text: string): Patch {
  const most = MAX_PATCH_CHARACTERS.toLocaleString('en');
  return tooLarge(`The diff has ${countText(text.length, 'character')}; at most ${most} are read.`);
}

function tooMany(files: number): Patch {
  const most = MAX_FILES.toLocaleString('en');
  return tooLarge(`The diff changes ${countText(files, 'file')}; at most ${most} are read.`);
}

function tooLarge(message: string): Patch {
  return { files: [], problems: [{ code: 'tooLarge', message, path: null, line: null }] };
}

/** The sections that are within the limits without those files that may be left out; null where there are none. */
function withinLimits(
  sections: readonly DiffSection[],
  lines: readonly string[],
  problems: ProblemList,
): readonly DiffSection[] | null {
  const lengths = new Map(
    sections.map((section, index) => {
      const end = (sections[index + 1]?.line ?? lines.length + 1) - 1;
      let length = 0;
      for (let at = section.line - 1; at < end; at++) length += (lines[at] ?? '').length + 1;
      return [section, length];
    }),
  );
  const fits = (kept: readonly DiffSection[]) =>
    kept.length <= MAX_FILES &&
    kept.reduce((sum, section) => sum + (lengths.get(section) ?? 0), 0) <= MAX_PATCH_CHARACTERS;
  const shorter = withoutUnread(sections, pathsOf, fits);
  if (shorter === null) return null;
  const { kept, left } = shorter;
  problems.add('leftOut', leftOutSentence(left), left[0] ?? null, null);
  return kept;
}

/** All names that the file of a section has; none where they cannot be read. */
function pathsOf(section: DiffSection): readonly string[] {
  const read = readWithLibrary({ ...section, hunks: [] });
  const names = read === null ? null : namesOf(section, read);
  return names === null ? [] : [names.new, names.old].filter(name => name !== NO_FILE);
}

/** A line that only a mail has, and a hunk never: there it would be indented or marked. */
const ENCODED_MAIL = /^Content-Transfer-Encoding:\s*(quoted-printable|base64)\s*$/i;

/** Hunks of one file under several headings are one change to some, and to others a series of commits. */
function noteRepeated(files: readonly FilePatch[], problems: ProblemList): void {
  const seen = new Set<string>();
  for (const path of files.map(pathOf)) {
    if (seen.has(path)) {
      const message = `${path} is changed more than once; if this is a series of commits, give what they change together, as "git diff" prints it.`;
      problems.add('repeatedFile', message, path, null);
      return;
    }
    seen.add(path);
  }
}

/**
 * The lines of a diff without the colours that git gives it for a terminal and without its byte order mark. A carriage return at the end of the first header was put there
 * on the way, since git never writes one; then each line loses one, and where there is nothing else between the lines they end with it. Otherwise they belong to the files' lines.
 */
function diffLines(text: string): string[] {
  const bare = text.startsWith('\ufeff') ? text.slice(1) : text;
  const plain = COLOURED_HEADER.test(bare) ? bare.replace(COLOUR, '') : bare;
  const lines = plain.split(plain.includes('\n') ? '\n' : '\r');
  if (lines.at(-1) === '') lines.pop();
  const header = lines.find((line, i) => /^diff --(?:git|cc|combined) /.test(line) || isFileHeader(lines, i));
  return header?.endsWith('\r') ? lines.map(line => (line.endsWith('\r') ? line.slice(0, -1) : line)) : lines;
}

const COLOUR = /\u001b\[[\d;]*[mK]/g;
const COLOURED_HEADER = /^(?:\u001b\[[\d;]*m)+(?:diff --(?:git|cc|combined) |--- )/m;

function readSection(section: DiffSection, problems: ProblemList): FilePatch | null {
  if (section.kind === 'combined') {
    const path = combinedPath(section);
    const message =
      'A combined diff of a merge has no single base; diff the merge against one of its parents.';
    problems.add('combinedDiff', message, path, section.line);
    return null;
  }
  const read = readWithLibrary(section);
  const names = read === null ? null : namesOf(section, read);
  if (read === null || names === null) {
    problems.add(
      'malformed',
      'The names of a changed file could not be read; it was left out.',
      null,
      section.line,
    );
    return null;
  }

  const oldPath = names.old === NO_FILE || read.isCreate === true ? null : names.old;
  const newPath =
    names.new === NO_FILE || (read.isDelete === true && read.isCreate !== true) ? null : names.new;
  const path = newPath ?? oldPath;
  problems.addAll(section.problems, path);
  if (path === null) {
    problems.add('malformed', 'A change names no file on either side; it was left out.', null, section.line);
    return null;
  }
  if (isRefused(section, [oldPath, newPath], problems)) return null;
  if (section.kind === 'plain' && !section.binary && section.hunks.length === 0) {
    problems.add(
      'malformed',
      `The change of ${path} has no hunk that can be read; it was left out.`,
      path,
      section.line,
    );
    return null;
  }
  return {
    status: statusOf(read, oldPath, newPath),
    oldPath,
    newPath,
    binary: section.binary,
    oldMode: read.oldMode ?? null,
    newMode: read.newMode ?? null,
    hunks: read.hunks.map((hunk, index) => fromStructured(hunk, section.hunks[index]?.section ?? '')),
  };
}

function combinedPath(section: DiffSection): string | null {
  const name = section.header.map(
    line => /^(?:diff --(?:cc|combined) |\+\+\+ (?:b\/)?)([^\t]+)/.exec(line)?.[1],
  );
  return name.find(found => found !== undefined) ?? null;
}

function readWithLibrary(section: DiffSection): StructuredPatch | null {
  const text = [...section.header, ...section.hunks.flatMap(formatHunk)].join('\n');
  try {
    const read = readUnifiedDiff(`${text}\n`);
    return read.length === 1 ? (read[0] ?? null) : null;
  } catch {
    return null;
  }
}

function namesOf(section: DiffSection, read: StructuredPatch): NamePair | null {
  const gitHeader = section.kind === 'git' ? (section.header[0] ?? null) : null;
  const { oldFileName, newFileName } = read;
  const printed =
    oldFileName !== undefined && newFileName !== undefined
      ? { old: oldFileName, new: newFileName }
      : gitHeader === null
        ? null
        : headerHalves(gitHeader);
  // A quote that is still there opened a name whose escapes could not be read.
  if (printed === null || printed.old.startsWith('"') || printed.new.startsWith('"')) return null;
  const names = stripPrefixes(printed, gitHeader);
  return {
    old: isAbsent(read.oldHeader, read.hunks, 'oldLines') ? NO_FILE : names.old,
    new: isAbsent(read.newHeader, read.hunks, 'newLines') ? NO_FILE : names.new,
  };
}

/** `diff -N` prints a missing file with its name, the epoch in some time zone for its age, and no lines. */
function isAbsent(
  timestamp: string | undefined,
  hunks: StructuredPatch['hunks'],
  side: 'oldLines' | 'newLines',
): boolean {
  return /^(?:1970-01-01|1969-12-31) /.test(timestamp ?? '') && hunks.every(hunk => hunk[side] === 0);
}

function statusOf(read: StructuredPatch, oldPath: string | null, newPath: string | null): FileStatus {
  if (oldPath === null) return 'added';
  if (newPath === null) return 'deleted';
  if (read.isCopy === true) return 'copied';
  return read.isRename === true || oldPath !== newPath ? 'renamed' : 'modified';
}

const SYMLINK = /^(?:(?:old|new|deleted file|new file) mode|index \S+) 120000$/;

function isRefused(section: DiffSection, paths: readonly (string | null)[], problems: ProblemList): boolean {
  for (const path of paths) {
    const refusal = path === null ? null : pathRefusal(path);
    if (refusal === null) continue;
    problems.add(
      'unsafePath',
      `The path ${JSON.stringify(path)} is refused: it ${refusal}.`,
      path,
      section.line,
    );
    return true;
  }
  if (!section.header.some(line => SYMLINK.test(line))) return false;
  const path = paths[1] ?? paths[0] ?? null;
  problems.add('symlink', `${path} is a symbolic link; links are not followed.`, path, section.line);
  return true;
}
