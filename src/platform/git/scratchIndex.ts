import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { messageOf } from '../../core/text/messageOf';
import { errorCode } from '../files/errorCode';
import type { CommittedFile } from './committedFiles';
import { diffToWorkingTree } from './diffs';
import type { Git } from './git';
import { GitFailure, stdoutOf } from './gitFailure';
import { runGit, type GitAnswer } from './runGit';

/** What `git merge-file` ends with at the least when it did not come to merging; it counts conflicts no further. */
const FAILED = 128;

/** A file that differs between the commit and the scratch index. */
interface ScratchChange {
  readonly path: string;
  readonly status: 'added' | 'deleted' | 'modified';
  readonly executable: boolean;
}

/**
 * An index beside the repository's own, in a temporary folder, with an object store of its own on top of the
 * repository's. git applies patches to it with all its rules, and neither working tree nor repository is touched. Where git
 * fails at what it is asked, a method throws as those of `Git` do.
 */
export class ScratchIndex {
  private constructor(
    private readonly git: Git,
    private readonly folder: string,
    private readonly env: Readonly<Record<string, string>>,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /**
   * The files of a commit; none of null. To be disposed by the caller.
   *
   * @param store where new objects go: a folder of its own that is thrown away, or the repository, to be kept
   */
  static async at(
    git: Git,
    commit: string | null,
    signal?: AbortSignal,
    store: 'own' | 'repository' = 'own',
  ): Promise<ScratchIndex> {
    const answer = await runGit(git.root, ['rev-parse', '--git-path', 'objects'], { signal });
    const objects = stdoutOf('say where it keeps its objects', answer).toString('utf8');
    const shared = path.resolve(git.root, objects.replace(/\r?\n$/, ''));
    const folder = await mkdtemp(path.join(tmpdir(), 'swe-rm-scratch-')).catch((error: unknown) => {
      const reason = errorCode(error) ?? messageOf(error);
      throw new GitFailure(`git needs a temporary folder, and ${tmpdir()} cannot be written (${reason}).`);
    });
    const own = path.join(folder, 'objects');
    const env = {
      GIT_INDEX_FILE: path.join(folder, 'index'),
      // Quoted, so that a folder's name may hold the list's separator.
      ...(store === 'own' && {
        GIT_OBJECT_DIRECTORY: own,
        GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(shared),
      }),
    };
    const scratch = new ScratchIndex(git, folder, env, signal);
    try {
      await mkdir(own);
      if (commit !== null)
        await scratch.checked(`read the files of ${commit.slice(0, 8)}`, ['read-tree', commit]);
      return scratch;
    } catch (error) {
      await scratch.dispose();
      throw error;
    }
  }

  /** Makes a file's text what is given; null takes the file out. */
  async put(file: string, text: string | null, executable: boolean): Promise<void> {
    if (text === null) {
      await this.checked(`take out ${file}`, ['update-index', '--force-remove', '-z', '--stdin'], file);
      return;
    }
    const doing = `write ${file}`;
    const written = await this.checked(doing, ['hash-object', '-w', '--no-filters', '--stdin'], text);
    const mode = executable ? '100755' : '100644';
    await this.enter([{ path: file, mode, blob: written.toString('utf8').trim() }], doing);
  }

  /** Enters files whose content git has, in place of what cannot stand beside them: a file where their folder is. */
  async enter(
    files: readonly Pick<CommittedFile, 'path' | 'mode' | 'blob'>[],
    doing = 'list files',
  ): Promise<void> {
    const entries = files.map(({ path: file, mode, blob }) => `${mode} ${blob}\t${file}\0`);
    await this.checked(doing, ['update-index', '-z', '--replace', '--index-info'], entries.join(''));
  }

  /** The unified diff from a tree to what the working tree has of the files in the index; null, and throws, as `diffBetween` does. */
  workingTreeDiff(tree: string): Promise<string | null> {
    return diffToWorkingTree(this.git, tree, this.signal, this.env);
  }

  /** Whether git would apply a patch; null when it would, else what git says. */
  async check(patch: string): Promise<string | null> {
    return this.refusal(await this.applied(patch, '--check'));
  }

  /** Applies a patch, all of it or nothing; null when it is done, else what git says. */
  async apply(patch: string): Promise<string | null> {
    return this.refusal(await this.applied(patch));
  }

  /** The files as a tree in the scratch store. */
  async writeTree(): Promise<string> {
    return (await this.checked('write the files', ['write-tree'])).toString('utf8').trim();
  }

  /** What differs between two trees; renames are a file taken out and another added. */
  async changes(from: string, to: string): Promise<readonly ScratchChange[]> {
    const question = ['diff-tree', '-r', '-z', '--no-renames', '--no-commit-id', from, to];
    const raw = await this.checked('compare the files', question);
    const fields = raw.toString('utf8').split('\0');
    const changes: ScratchChange[] = [];
    for (let i = 0; i + 1 < fields.length; i += 2) {
      const [, mode = '', , , letter = ''] = (fields[i] ?? '').split(' ');
      const file = fields[i + 1] ?? '';
      const status = letter === 'A' ? 'added' : letter === 'D' ? 'deleted' : 'modified';
      changes.push({ path: file, status, executable: mode === '100755' });
    }
    return changes;
  }

  /** Content of a file as it stands; null when it is not there. */
  async read(file: string): Promise<Buffer | null> {
    const doing = `read ${file}`;
    const listed = await this.checked(doing, ['ls-files', '--stage', '-z', '--', file]);
    // Mode, blob and stage stand before a tab, the path behind it. Of a folder its files are listed.
    const entries = listed.toString('utf8').split('\0');
    const [, blob] = entries.find(entry => entry.endsWith(`\t${file}`))?.split(' ') ?? [];
    return blob === undefined ? null : this.checked(doing, ['cat-file', 'blob', blob]);
  }

  /**
   * Three-way merge of one file.
   *
   * @returns the merged text, or null when both sides changed the same lines
   */
  async merge(ours: string, base: string, theirs: string): Promise<string | null> {
    const files = await Promise.all(
      [ours, base, theirs].map(async (text, index) => {
        const file = path.join(this.folder, `merge-${index}`);
        await writeFile(file, text);
        return file;
      }),
    );
    const answer = await this.run(['merge-file', '-p', '-q', ...files]);
    // The status is the number of conflicts.
    const conflicts = answer.kind === 'failed' && Number(answer.code) < FAILED;
    return conflicts ? null : stdoutOf('merge two texts', answer).toString('utf8');
  }

  /**
   * Writes every file of the index below a folder, which then holds a copy of the tree and no repository.
   *
   * @param filters options that switch off the repository's own content filters, from `withoutFilters`
   */
  async checkOut(folder: string, filters: readonly string[]): Promise<void> {
    const prefix = `--prefix=${path.resolve(folder)}/`;
    const command = [...filters, 'checkout-index', '--all', '--quiet', prefix];
    await this.checked('write a copy of the files', command);
  }

  /** What was found stands, also when the folder cannot be removed: the system clears what is temporary. */
  async dispose(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }

  private applied(patch: string, ...options: readonly string[]): Promise<GitAnswer> {
    // The user's own settings for `git apply` must not change what a patch means.
    const strict = ['--whitespace=nowarn', '--no-ignore-whitespace'];
    return this.run(['apply', '--cached', ...strict, ...options, '-'], patch);
  }

  /** A patch that does not apply is an error among many; what is fatal, or a file that is gone, has nothing to do with the patch. */
  private refusal(answer: GitAnswer): string | null {
    const failed = /^(?:fatal: |error: failed to read )/m;
    const refused =
      answer.kind === 'failed' && typeof answer.code === 'number' && !failed.test(answer.message);
    if (refused) return answer.message;
    stdoutOf('check whether the patch applies', answer);
    return null;
  }

  private async checked(doing: string, args: readonly string[], input?: string): Promise<Buffer> {
    return stdoutOf(doing, await this.run(args, input));
  }

  private run(args: readonly string[], input?: string): Promise<GitAnswer> {
    return runGit(this.git.root, args, { signal: this.signal, input, env: this.env });
  }
}
