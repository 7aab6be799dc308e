import { createFilePatch } from '../../core/patch/createFilePatch';
import type { FilePatch } from '../../core/patch/patch';
import { normalised } from '../../core/trajectory/replayEdits';

/** What a file holds. `opaque`: binary, too large, a link; its stamp changes with it. */
export type FileContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'opaque'; readonly stamp: string };

export const ABSENT: FileContent = { kind: 'absent' };

/** Longest text that is compared, in characters, and all of them together. */
const MAX_TEXT = 1_000_000;
const MAX_TOTAL = 64_000_000;

/** The files at the commit that a recording began from. */
interface BaseContents {
  of(path: string): Promise<FileContent>;
  /** These will be asked for: to read them together takes a few processes, and one by one a process each. */
  expect(paths: readonly string[]): Promise<void>;
}

/**
 * The files as they were last recorded, so that the next change of one is told against that.
 *
 * Bounded by: 1 million characters a file, 64 million in all; what is beyond is known to have changed, without its diff.
 * Cleared when: a recording ends.
 */
export class FileLedger {
  private readonly known = new Map<string, FileContent>();
  private total = 0;

  constructor(private readonly base: BaseContents) {}

  /** Of these files it will be asked what is recorded. */
  async expect(paths: readonly string[]): Promise<void> {
    await this.base.expect(paths.filter(path => !this.known.has(path)));
  }

  /** What of a file has changed since it was last recorded; it counts as recorded now. Null when nothing has. */
  async take(path: string, content: FileContent): Promise<FilePatch | null> {
    const old = await this.recorded(path);
    const now = bounded(content);
    if (same(old, now)) return null;
    this.set(path, now);
    return change(path, old, now);
  }

  /** A file that has another name now. */
  async takeRename(from: string, to: string, content: FileContent): Promise<FilePatch | null> {
    const old = await this.recorded(from);
    const now = bounded(content);
    if (old.kind === 'absent') return this.take(to, content);
    this.set(from, ABSENT);
    this.set(to, now);
    if (now.kind === 'absent') return change(from, old, now);
    const compared = change(to, old, now);
    return { ...compared, status: 'renamed', oldPath: from, newPath: to, oldMode: null, newMode: null };
  }

  /** Counts a file as recorded as it is. */
  set(path: string, content: FileContent): void {
    const size = (one: FileContent | undefined) => (one?.kind === 'text' ? one.text.length : 0);
    let kept = bounded(content);
    if (this.total - size(this.known.get(path)) + size(kept) > MAX_TOTAL)
      kept = { kind: 'opaque', stamp: 'no room' };
    this.total += size(kept) - size(this.known.get(path));
    this.known.set(path, kept);
  }

  /** Files that were recorded, not those as they are at the commit. */
  get paths(): Iterable<string> {
    return this.known.keys();
  }

  /** Whether a file is recorded as it is. */
  async holds(path: string, content: FileContent): Promise<boolean> {
    return same(await this.recorded(path), bounded(content));
  }

  async recorded(path: string): Promise<FileContent> {
    return this.known.get(path) ?? bounded(await this.base.of(path));
  }
}

function bounded(content: FileContent): FileContent {
  if (content.kind !== 'text') return content;
  if (content.text.length > MAX_TEXT) return { kind: 'opaque', stamp: `${content.text.length} characters` };
  return { kind: 'text', text: normalised(content.text) ?? '' };
}

function same(a: FileContent, b: FileContent): boolean {
  if (a.kind === 'text' && b.kind === 'text') return a.text === b.text;
  if (a.kind === 'opaque' && b.kind === 'opaque') return a.stamp === b.stamp;
  return a.kind === 'absent' && b.kind === 'absent';
}

function change(path: string, old: FileContent, now: FileContent): FilePatch {
  const textOf = (content: FileContent) =>
    content.kind === 'text' ? content.text : content.kind === 'absent' ? null : '';
  const opaque = old.kind === 'opaque' || now.kind === 'opaque';
  if (!opaque) return createFilePatch(path, textOf(old), textOf(now));
  const [before, after] = [old.kind === 'absent' ? null : '', now.kind === 'absent' ? null : ''];
  return { ...createFilePatch(path, before, after), hunks: [], binary: true };
}
