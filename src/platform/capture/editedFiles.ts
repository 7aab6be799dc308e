import type { EditCause } from '../../core/capture/capturedStep';
import { pathOf, type FilePatch } from '../../core/patch/patch';
import type { Baseline } from './baseline';
import type { FileProblems } from './problemNote';
import type { RecordableFiles } from './recordableFiles';
import type { RecordedEditor } from './recordedEditor';

/** Files that are read at the commit together: no more than are kept in memory. */
const AT_ONCE = 100;

/** What was edited: changes of files against what was recorded of them last, and their diagnostics before. */
export class EditedFiles {
  private readonly problemsBefore = new Map<string, FileProblems>();

  constructor(
    private readonly editor: RecordedEditor,
    private readonly recordable: RecordableFiles,
    private readonly isTyped: (path: string) => boolean,
  ) {}

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
    const own =
      cause === 'disk' ? paths.filter(path => !this.isTyped(path) && !this.editor.isUnsaved(path)) : paths;
    const files: FilePatch[] = [];
    const wanted = await this.recordable.of(own);
    for (let at = 0; at < wanted.length; at += AT_ONCE) {
      const some = wanted.slice(at, at + AT_ONCE);
      await ledger.expect(some);
      for (const path of some) {
        const content = await this.editor.content(path);
        if (await ledger.holds(path, content)) continue;
        await begin();
        const change = await ledger.take(path, content);
        if (change !== null) files.push(change);
      }
    }
    // What was not changed after all: a file that git ignores, or one that is as it was.
    const changed = new Set(files.map(pathOf));
    for (const path of own) if (!changed.has(path) && !this.isTyped(path)) this.problemsBefore.delete(path);
    return files;
  }

  /** @param begin as in `take` */
  async takeRename(
    { ledger }: Baseline,
    from: string,
    to: string,
    begin: () => Promise<void>,
  ): Promise<readonly FilePatch[]> {
    const [known, wanted] = [await this.recordable.of([from]), await this.recordable.of([to])];
    if (wanted.length === 0) return [];
    await begin();
    const content = await this.editor.content(to);
    const change = await (known.length > 0 ? ledger.takeRename(from, to, content) : ledger.take(to, content));
    return change === null ? [] : [change];
  }

  /** The diagnostics that the files had before they were edited; known no longer after that. */
  takeProblems(files: readonly FilePatch[]): ReadonlyMap<string, FileProblems> {
    const before = new Map(
      files.map(pathOf).map(path => [path, this.problemsBefore.get(path) ?? this.editor.problems(path)]),
    );
    for (const path of before.keys()) this.problemsBefore.delete(path);
    return before;
  }
}
