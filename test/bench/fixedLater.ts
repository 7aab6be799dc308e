import { z } from 'zod';
import { codeOnLine } from '../../src/core/patch/commentMarks';
import { commentSyntaxOf } from '../../src/core/patch/commentSyntax';
import { changesCode } from '../../src/core/patch/changesCode';
import { parsePatch } from '../../src/core/patch/parsePatch';
import { pathOf, type FilePatch } from '../../src/core/patch/patch';
import type { HunkPlace } from '../../src/core/review/hunkPlace';
import { hunkPlaces } from '../../src/core/review/hunkPlaces';
import { taskFromText, type Task } from '../../src/core/task/task';
import { readJsonLines } from '../../src/platform/lines/jsonLines';

/** A commit whose later fixes are known. */
export interface FixedLater {
  readonly repo: string;
  readonly task: Task;
  readonly diff: string;
  readonly files: readonly FilePatch[];
  readonly places: readonly HunkPlace[];
  /** Ids of the places of which a later fix removed or rewrote a line. */
  readonly fixed: ReadonlySet<string>;
}

const row = z.object({
  repo: z.string(),
  kind: z.string(),
  title: z.string(),
  body: z.string(),
  diff: z.string(),
});

/** A fix that comes after more commits than these is not held against a commit. */
const LATER = 200;
/** A fix of more hunks than these does more than mend. */
const FIX_HUNKS = 6;
/** Shorter lines, without their spaces, stand in many places. */
const LINE = 12;

interface Seen extends Omit<FixedLater, 'fixed'> {
  readonly number: number;
  readonly fixed: Set<string>;
}

/** The line of a file that some commit wrote last, and where in it. */
interface Origin {
  readonly commit: Seen;
  readonly place: string;
}

/**
 * Commits of a file of changes (rows of each repository together, oldest first), each with the hunks that a later fix came back to: those that
 * wrote a line which the fix removes (the SZZ algorithm of Śliwerski, Zimmermann & Zeller 2005, by the text of the line in place of
 * `git blame`). What was missing altogether, or wrongly deleted, cannot be seen so.
 */
export async function* readFixedLater(file: string): AsyncGenerator<FixedLater, void, void> {
  let repo: string | null = null;
  let recent: Seen[] = [];
  const origins = new Map<string, Origin>();
  let number = 0;
  for await (const line of readJsonLines(file)) {
    if (line.kind === 'problem') throw new Error(`${file}, line ${line.line}: ${line.message}`);
    const change = row.parse(line.value);
    if (change.repo !== repo) {
      yield* recent;
      recent = [];
      origins.clear();
      repo = change.repo;
    }
    const task = taskFromText(`${change.title}\n\n${bodyOf(change)}`, change.repo);
    if (task === null) continue;
    const { files } = parsePatch(change.diff);
    const places = hunkPlaces(files);
    const commit: Seen = { repo, task, diff: change.diff, files, places, number: number++, fixed: new Set() };
    noteLines(commit, origins, change.kind === 'fix' && places.length <= FIX_HUNKS);
    recent.push(commit);
    while (recent[0] !== undefined && recent[0].number < number - LATER) yield recent.shift()!;
  }
  yield* recent;
}

/** The message without its first line, which many rows repeat. */
function bodyOf({ title, body }: z.infer<typeof row>): string {
  return body.startsWith(title) ? body.slice(title.length) : body;
}

/** Holds what a fix removes against those who wrote it, and keeps who wrote what. */
function noteLines(commit: Seen, origins: Map<string, Origin>, isFix: boolean): void {
  commit.files.forEach((file, fileIndex) => {
    const path = pathOf(file);
    file.hunks.forEach((hunk, index) => {
      if (!changesCode(file, hunk)) return;
      const lines = hunk.lines.map(({ kind, text }) => ({ kind, text, key: text.replace(/\s+/g, '') }));
      const syntax = commentSyntaxOf(path);
      const kept = new Set(lines.filter(({ kind }) => kind === 'added').map(({ key }) => key));
      for (const { kind, text, key } of lines) {
        if (kind === 'context' || key.length < LINE || codeOnLine(syntax, text) === '') continue;
        const at = `${kind === 'removed' ? (file.oldPath ?? path) : path}\0${key}`;
        if (kind === 'added') origins.set(at, { commit, place: `${fileIndex}.${index}` });
        else {
          const origin = kept.has(key) ? undefined : origins.get(at);
          if (isFix && origin !== undefined && commit.number - origin.commit.number <= LATER)
            origin.commit.fixed.add(origin.place);
          origins.delete(at);
        }
      }
    });
  });
}
