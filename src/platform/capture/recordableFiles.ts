import { isSecretFile } from '../../core/capture/secretFiles';
import { formatPatch } from '../../core/patch/formatPatch';
import { parsePatch } from '../../core/patch/parsePatch';
import { pathOf, type FilePatch } from '../../core/patch/patch';
import { pathRefusal } from '../../core/patch/pathRules';
import type { Git } from '../git/git';

/** Paths of one question to git: a command line has a limit. */
const AT_ONCE = 100;

/** Which files may be recorded: none that git ignores, none that holds secrets by its name, none outside the repository. */
export class RecordableFiles {
  constructor(
    private readonly git: Git,
    private readonly excluded: () => ReadonlySet<string>,
  ) {}

  /** By the name alone; whether git ignores it is asked when it is recorded. */
  mayBe(path: string): boolean {
    return pathRefusal(path) === null && !isSecretFile(path) && !this.excluded().has(path);
  }

  /** Those that may be. @throws GitFailure when git cannot say */
  async of(paths: readonly string[]): Promise<readonly string[]> {
    const allowed = paths.filter(path => this.mayBe(path));
    const wanted: string[] = [];
    for (let at = 0; at < allowed.length; at += AT_ONCE) {
      const some = allowed.slice(at, at + AT_ONCE);
      const ignored = await this.git.ignored(some);
      wanted.push(...some.filter(path => !ignored.has(path)));
    }
    return wanted;
  }

  /** Of a change, the files that may be: also the old name of a renamed one. */
  changes(files: readonly FilePatch[]): readonly FilePatch[] {
    return files.filter(
      file => this.mayBe(pathOf(file)) && (file.oldPath === null || this.mayBe(file.oldPath)),
    );
  }

  /** A commit may hold files that are never recorded. */
  patch(text: string): string {
    const { files } = parsePatch(text);
    const kept = this.changes(files);
    // Of one that is too large nothing was read, and nothing is known of what it holds.
    return kept.length === files.length && files.length > 0 ? text : formatPatch(kept);
  }
}
