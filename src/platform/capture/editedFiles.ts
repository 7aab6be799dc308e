import type { EditCause } from '../../core/capture/capturedStep';
import { pathOf, type FilePatch } from '../../core/patch/patch';
import { GitFailure } from '../git/gitFailure';
import type { Baseline } from './baseline';
import type { FileProblems } from './problemNote';
import type { RecordableFiles } from './recordableFiles';
import type { RecordedEditor } from './recordedEditor';
import type { Renamings } from './renamings';

/** Files that are read at the commit together: no more than are kept in memory. */
const AT_ONCE = 100;

/** What was edited: changes of files against what was recorded of them last, and their diagnostics before. */
export class EditedFiles {
  private readonly problemsBefore = new Map<string, FileProblems>();
  /** Files that git failed at or that were being renamed: they are looked at once more with what is edited next. */
  private readonly left = new Set<string>();

  constructor(
    private readonly editor: RecordedEditor,
    private readonly recordable: RecordableFiles,
    private readonly isTyped: (path: string) => boolean,
    private readonly renamings: Renamings,
    private readonly log: (line: string) => void,
  ) {}

  /** Whether some are left that were edited before and could not be looked at. */
  get areLeft(): boolean {
    return this.left.size > 0;
  }

  /** A file is about to be recorded as changed: its diagnostics are still those of before. */
  touched(path: string): void {
    if (!this.problemsBefore.has(path)) this.problemsBefore.set(path, this.editor.problems(path));
  }

  /** @param begin called before the first change is taken: until then the state is that of before */
  async take(
    { ledger }: Baseline,
    paths: readonly string[],
    cause: EditCause,
    begin: () => Promise<void>,
  ): Promise<readonly FilePatch[]> {
    for (const path of paths) if (this.renamings.has(path)) this.left.add(path);
    const asked = [...new Set([...this.left, ...paths])].filter(path => !this.renamings.has(path));
    const own =
      cause === 'disk' ? asked.filter(path => !this.isTyped(path) && !this.editor.isUnsaved(path)) : asked;
    for (const path of own) this.left.delete(path);
    const files: FilePatch[] = [];
    let wanted: readonly string[] = [];
    await this.orLeave(own, async () => void (wanted = await this.recordable.of(own)));
    for (let at = 0; at < wanted.length; at += AT_ONCE) {
      const some = wanted.slice(at, at + AT_ONCE);
      // What was taken of them by then counts, and is found to be recorded the next time.
      await this.orLeave(some, async () => {
        await ledger.expect(some);
        for (const path of some) {
          const content = await this.editor.content(path);
          if (await ledger.holds(path, content)) continue;
          await begin();
          const change = await ledger.take(path, content);
          if (change !== null) files.push(change);
        }
      });
    }
    // What was not changed after all: a file that git ignores, or one that is as it was.
    const kept = new Set([...files.map(pathOf), ...this.left]);
    for (const path of own) if (!kept.has(path) && !this.isTyped(path)) this.problemsBefore.delete(path);
    return files;
  }

  /** @param begin as in `take` */
  async takeRename(
    { ledger }: Baseline,
    from: string,
    to: string,
    begin: () => Promise<void>,
  ): Promise<readonly FilePatch[]> {
    const files: FilePatch[] = [];
    await this.orLeave([from, to], async () => {
      const [known, wanted] = [await this.recordable.of([from]), await this.recordable.of([to])];
      if (wanted.length === 0) return;
      this.left.delete(from);
      this.left.delete(to);
      await begin();
      const content = await this.editor.content(to);
      const change = await (known.length > 0
        ? ledger.takeRename(from, to, content)
        : ledger.take(to, content));
      if (change !== null) files.push(change);
    });
    return files;
  }

  /** The diagnostics that the files had before they were edited; those of now are the ones before the next edit. */
  takeProblems(files: readonly FilePatch[]): ReadonlyMap<string, FileProblems> {
    const before = new Map(
      files.map(pathOf).map(path => [path, this.problemsBefore.get(path) ?? this.editor.problems(path)]),
    );
    for (const path of before.keys()) {
      if (this.isTyped(path)) this.problemsBefore.set(path, this.editor.problems(path));
      else this.problemsBefore.delete(path);
    }
    return before;
  }

  /** Does work on files, and leaves them for later where git fails at it. */
  private async orLeave(paths: readonly string[], work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!GitFailure.is(error)) throw error;
      for (const path of paths) this.left.add(path);
      this.log(`recording: what was edited is looked at later, because ${error.message}`);
    }
  }
}
