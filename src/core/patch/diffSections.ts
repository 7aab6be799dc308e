import { isFileHeader, readHunkBody } from './hunkBody';
import type { Hunk } from './patch';
import { ProblemList } from './problemList';

/** The part of a diff that concerns one file, cut out but not yet interpreted. */
export interface DiffSection {
  /** 1-based line of the diff text where it begins. */
  readonly line: number;
  /** `combined`: a merge against several parents (`diff --cc`, `@@@`), which has no single base. */
  readonly kind: 'git' | 'plain' | 'combined';
  /** Header lines that carry meaning: `diff --git`, git's extended headers, `---` and `+++`. */
  readonly header: string[];
  binary: boolean;
  readonly hunks: Hunk[];
  /** Of its hunks; what they concern is known when the header has been read. */
  readonly problems: ProblemList;
}

const EXTENDED_HEADER =
  /^(?:old mode|new mode|deleted file mode|new file mode|copy from|copy to|rename from|rename to|index) /;
const HUNK_HEADER = /^@@ -(\d{1,10})(?:,(\d{1,10}))? \+(\d{1,10})(?:,(\d{1,10}))? @@/;
const COMBINED_HUNK = /^@@@+ -/;

/**
 * Cuts the lines of a diff into sections, one a file. Prose before, between and after them is passed over, as
 * `patch` and `git apply` do. Hunks whose counts are wrong come back with the counts of their lines.
 */
export function cutSections(lines: readonly string[], problems: ProblemList): DiffSection[] {
  const sections: DiffSection[] = [];
  let current: DiffSection | null = null;

  const open = (kind: DiffSection['kind'], i: number, header: string[], binary = false): DiffSection => {
    const section: DiffSection = {
      line: i + 1,
      kind,
      header,
      binary,
      hunks: [],
      problems: new ProblemList(),
    };
    sections.push(section);
    return section;
  };
  const inHeader = (section: DiffSection | null): section is DiffSection =>
    section?.kind === 'git' && !section.binary && section.hunks.length === 0 && !hasFileHeader(section);

  let i = 0;
  while (i < lines.length) {
    const raw = lines[i] ?? '';
    // A carriage return is never part of a header: git quotes it.
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;

    if (line.startsWith('diff --git ')) {
      current = open('git', i, [line]);
    } else if (line.startsWith('diff --cc ') || line.startsWith('diff --combined ')) {
      current = open('combined', i, [line]);
    } else if (current?.kind === 'combined' && isFileHeader(lines, i) && !hasFileHeader(current)) {
      current.header.push(line, lines[i + 1] ?? '');
      i++;
    } else if (isFileHeader(lines, i)) {
      const next = (lines[i + 1] ?? '').replace(/\r$/, '');
      if (inHeader(current)) current.header.push(line, next);
      else current = open('plain', i, [line, next]);
      i++;
    } else if (COMBINED_HUNK.test(line)) {
      if (current?.kind !== 'combined') current = recast(sections, current, i);
    } else if (line.startsWith('@@') && current?.kind !== 'combined') {
      if (current !== null) {
        i = readHunk(lines, i, current);
        continue;
      }
      if (HUNK_HEADER.test(line)) {
        problems.add('malformed', 'A hunk comes before any file name and was left out.', null, i + 1);
      }
    } else if (inHeader(current) && EXTENDED_HEADER.test(line)) {
      current.header.push(line);
    } else if (inHeader(current) && (line === 'GIT binary patch' || line.startsWith('Binary files '))) {
      current.binary = true;
    } else {
      const header = binaryNoteHeader(line);
      if (header !== null) current = open('plain', i, header, true);
    }
    i++;
  }
  return sections;
}

/** `Binary files X and Y differ`, all that `diff -r` says of them, as the header it stands for. */
function binaryNoteHeader(line: string): string[] | null {
  const [start, middle, end] = ['Binary files ', ' and ', ' differ'];
  const at = line.indexOf(middle);
  if (!line.startsWith(start) || !line.endsWith(end) || at === -1) return null;
  return [`--- ${line.slice(start.length, at)}`, `+++ ${line.slice(at + middle.length, -end.length)}`];
}

/** Reads the hunk at `i` into `section` and returns the index of the line after it. */
function readHunk(lines: readonly string[], i: number, section: DiffSection): number {
  const { problems } = section;
  const line = lines[i] ?? '';
  const match = HUNK_HEADER.exec(line);
  if (match === null) {
    problems.add('malformed', 'A hunk has no readable line numbers and was left out.', null, i + 1);
    return i + 1;
  }
  const [oldStart, newStart] = [Number(match[1]), Number(match[3])];
  const [oldCount, newCount] = [Number(match[2] ?? 1), Number(match[4] ?? 1)];
  const { lines: body, oldLines, newLines, end } = readHunkBody(lines, i + 1, oldCount, newCount);
  if (body.length === 0) {
    problems.add('malformed', 'A hunk has no lines and was left out.', null, i + 1);
    return end;
  }
  if (oldLines !== oldCount || newLines !== newCount) {
    problems.add(
      'countMismatch',
      `A hunk announces ${oldCount} old and ${newCount} new lines but has ${oldLines} and ${newLines}; it was read as far as it goes.`,
      null,
      i + 1,
    );
  }
  const heading = line.slice(match[0].length).trim();
  section.hunks.push({ oldStart, oldLines, newStart, newLines, section: heading, lines: body });
  return end;
}

/** A `@@@` hunk shows that the section it stands in is a combined diff, whatever its header said. */
function recast(sections: DiffSection[], section: DiffSection | null, i: number): DiffSection {
  const combined: DiffSection = {
    line: section?.line ?? i + 1,
    kind: 'combined',
    header: section?.header ?? [],
    binary: false,
    hunks: [],
    problems: new ProblemList(),
  };
  if (section !== null) sections.pop();
  sections.push(combined);
  return combined;
}

function hasFileHeader(section: DiffSection): boolean {
  return section.header.some(line => line.startsWith('---'));
}
