import { stat } from 'node:fs/promises';
import * as path from 'node:path';
import { checkPath } from '../../core/patch/pathRules';
import { gitProblem } from './gitVersion';
import { isBinary } from './isBinary';
import { openFailure, unreadable, type NoRepository } from './noRepository';
import { maxOutput, runGit, type GitAnswer } from './runGit';

/**
 * A diff as git makes it where nobody configured anything: the same change must have the same score on every machine. What
 * git's attributes say of a file (that it is binary) stays; it belongs to the repository.
 */
const plainDiff = [
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--no-relative',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--unified=3',
  '--inter-hunk-context=0',
  '--diff-algorithm=default',
  '--indent-heuristic',
  '--find-renames',
  // git's own limit: above it only renames without a change are found.
  '-l1000',
  '-O/dev/null',
  '--ignore-submodules=all',
];

/** So much is asked of one process, bytes: half of what is read of its answer. */
const maxBatch = 8 * 1024 * 1024;

/** A commit by its whole id, as SHA-1 or SHA-256. */
const FULL_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** What `git config` ends with when no key matches. */
const noSuchKey = 1;

/** A branch, a remote's branch or a pull request's head. */
export interface Ref {
  /** In full: `refs/heads/main`, `refs/pull/7/head`. */
  readonly name: string;
  /** Full commit id. */
  readonly commit: string;
  /** First line of the commit's message. */
  readonly subject: string;
}

/** A folder with a checked-out commit. */
export interface Worktree {
  /** Absolute path. */
  readonly folder: string;
  /** Null when its HEAD is detached. */
  readonly branch: string | null;
}

export interface Commit {
  /** Full id. */
  readonly id: string;
  readonly parents: readonly string[];
  /** First line of its message; of a stash, what git called it. */
  readonly subject: string;
}

/** A checked-out commit, and what is not committed yet. */
export interface Standing {
  /** Full commit id; null before the first commit. */
  readonly head: string | null;
  /** Whether a file that git knows differs from the commit. */
  readonly changed: boolean;
  /** Files that git neither knows nor ignores; a folder that is a repository of its own with `/` at its end. */
  readonly untracked: readonly string[];
}

/** A file at a commit, with its size in bytes. */
interface SizedFile {
  readonly path: string;
  readonly size: number;
}

export interface Remote {
  readonly name: string;
  readonly url: string;
}

/** A repository read through the user's own git. Nothing here writes to it. */
export class Git {
  private constructor(
    /**
     * Absolute path of the working tree, spelled as the folder was by which it was opened: through the same links, with the
     * drive's letter in the same case. An editor knows its files by that spelling and no other.
     */
    readonly root: string,
    /** The same with its links resolved, as agents and git itself name it. */
    readonly realRoot: string,
    /** From the root to the folder by which it was opened, `/`-separated; '' when that is the root. */
    readonly below: string,
  ) {}

  /** The repository that holds a folder, or why there is none. */
  static async open(folder: string): Promise<Git | NoRepository> {
    const answer = await runGit(folder, ['rev-parse', '--show-prefix', '--show-toplevel']);
    if (answer.kind !== 'done') return openFailure(folder, answer);
    const problem = await gitProblem(folder);
    if (problem !== null) return unreadable(problem);
    const [, below = '', top = ''] = /^(.*?)\/?\n([^]*?)\r?\n?$/.exec(answer.stdout.toString('utf8')) ?? [];
    const realRoot = path.resolve(top);
    return new Git(await spelledRoot(folder, below, realRoot), realRoot, below);
  }

  /** The commit a revision names, or null when there is none. */
  async resolve(revision: string, signal?: AbortSignal): Promise<string | null> {
    return this.line(
      ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`],
      signal,
    );
  }

  /** The best common ancestor of two revisions; null when a revision is unknown or they share no commit. */
  async mergeBase(a: string, b: string, signal?: AbortSignal): Promise<string | null> {
    const [first, second] = await Promise.all([this.resolve(a, signal), this.resolve(b, signal)]);
    return first === null || second === null ? null : this.line(['merge-base', first, second], signal);
  }

  /** Whether the history here was cut off when it was fetched: then a commit may lack its parents. */
  async isShallow(signal?: AbortSignal): Promise<boolean> {
    return (await this.line(['rev-parse', '--is-shallow-repository'], signal)) === 'true';
  }

  /** Refs whose name begins with one of the prefixes, most recently committed first. */
  async refs(prefixes: readonly string[], limit: number, signal?: AbortSignal): Promise<Ref[]> {
    const fields = '%(refname)%00%(objectname)%00%(*objectname)%00%(contents:subject)';
    const answer = await this.run(
      ['for-each-ref', '--sort=-committerdate', `--count=${limit}`, `--format=${fields}`, ...prefixes],
      signal,
    );
    if (answer.kind !== 'done') return [];
    return answer.stdout
      .toString('utf8')
      .split('\n')
      .flatMap(line => {
        const [name = '', object = '', peeled = '', subject = ''] = line.split('\0');
        return name === '' ? [] : [{ name, commit: peeled || object, subject }];
      });
  }

  /** Full name of the ref that a revision names: `refs/heads/main` for `main`; null when it names none. */
  async refName(revision: string, signal?: AbortSignal): Promise<string | null> {
    const name = await this.line(
      ['rev-parse', '--symbolic-full-name', '--verify', '--quiet', '--end-of-options', revision],
      signal,
    );
    return name?.startsWith('refs/') === true ? name : null;
  }

  /**
   * The branch that changes go into: what the remote calls its head, else `main` or `master`, also where only the remote has
   * it, as after the checkouts of most build machines; null without one.
   */
  async defaultBranch(signal?: AbortSignal): Promise<string | null> {
    const remote = await this.line(['symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD'], signal);
    const usual = ['refs/heads/', 'refs/remotes/origin/'].flatMap(place => [
      `${place}main`,
      `${place}master`,
    ]);
    for (const name of [remote, ...usual])
      if (name !== null && (await this.resolve(name, signal)) !== null) return name;
    return null;
  }

  /**
   * The unified diff from a commit to another one, or to the working tree's tracked files (null).
   *
   * @returns null when it is longer than 16 MiB or git cannot make it
   */
  async diff(from: string, to: string | null, signal?: AbortSignal): Promise<string | null> {
    const target = to === null ? null : await this.commitId(to, signal);
    const start = await this.commitId(from, signal);
    if (start === null || (to !== null && target === null)) return null;
    const filters = to === null ? await this.withoutFilters(signal) : [];
    if (filters === null) return null;
    const answer = await this.run(
      [...filters, 'diff', ...plainDiff, start, ...(target === null ? [] : [target]), '--'],
      signal,
    );
    return answer.kind === 'done' ? answer.stdout.toString('utf8') : null;
  }

  /** How many lines of each text file differ between two revisions; null when git cannot tell. */
  async changedLines(
    from: string,
    to: string,
    signal?: AbortSignal,
  ): Promise<readonly { readonly path: string; readonly lines: number }[] | null> {
    const [start, end] = await Promise.all([this.commitId(from, signal), this.commitId(to, signal)]);
    if (start === null || end === null) return null;
    const counts = ['diff', ...plainDiff, '--no-renames', '--numstat', '-z', start, end, '--'];
    const answer = await this.run(counts, signal);
    if (answer.kind !== 'done') return null;
    const rows = answer.stdout.toString('utf8').split('\0').filter(Boolean);
    return rows.map(row => {
      const [added, removed, ...name] = row.split('\t');
      // Of a binary file git says `-`.
      return { path: name.join('\t'), lines: (Number(added) || 0) + (Number(removed) || 0) };
    });
  }

  /** The unified diff that a commit makes to its parent; of a root commit, to nothing. Null as with `diff`. */
  async diffOfCommit(commit: string, signal?: AbortSignal): Promise<string | null> {
    const target = await this.commitId(commit, signal);
    if (target === null) return null;
    const answer = await this.run(
      ['diff-tree', '-p', '--root', '--no-commit-id', ...plainDiff, target, '--'],
      signal,
    );
    return answer.kind === 'done' ? answer.stdout.toString('utf8') : null;
  }

  /** The worktrees of the repository, the main one first. One that is bare or gone is left out. */
  async worktrees(signal?: AbortSignal): Promise<readonly Worktree[]> {
    const answer = await this.run(['worktree', 'list', '--porcelain'], signal);
    if (answer.kind !== 'done') return [];
    return answer.stdout
      .toString('utf8')
      .split('\n\n')
      .flatMap(block => {
        const [, folder] = /^worktree (.+)$/m.exec(block) ?? [];
        const [, branch] = /^branch refs\/heads\/(.+)$/m.exec(block) ?? [];
        if (folder === undefined || /^(bare|prunable)\b/m.test(block)) return [];
        return [{ folder, branch: branch ?? null }];
      });
  }

  /** Stashes, newest first. */
  async stashes(signal?: AbortSignal): Promise<readonly Commit[]> {
    return this.commits(['log', '-g', '--no-show-signature', 'refs/stash'], '%gs', signal);
  }

  /**
   * The commits that `to` has and `from` has not, oldest first, without merges.
   *
   * @param limit at most so many of the newest
   * @returns null when a revision is unknown
   */
  async commitsBetween(
    from: string,
    to: string,
    limit: number,
    signal?: AbortSignal,
  ): Promise<readonly Commit[] | null> {
    const [start, end] = await Promise.all([this.resolve(from, signal), this.resolve(to, signal)]);
    if (start === null || end === null) return null;
    const range = ['log', '--no-show-signature', '--no-merges', `--max-count=${limit}`, `${start}..${end}`];
    return [...(await this.commits(range, '%s', signal))].reverse();
  }

  /** Messages of the commits that `to` has and `from` has not, oldest first, without merges. */
  async messages(from: string, to: string, limit: number, signal?: AbortSignal): Promise<readonly string[]> {
    const [start, end] = await Promise.all([this.resolve(from, signal), this.resolve(to, signal)]);
    if (start === null || end === null) return [];
    const range = ['--no-merges', `--max-count=${limit}`, `${start}..${end}`, '--'];
    const answer = await this.run(['log', '--no-show-signature', '-z', '--format=%B', ...range], signal);
    if (answer.kind !== 'done') return [];
    const messages = answer.stdout.toString('utf8').split('\0');
    return messages
      .map(text => text.trim())
      .filter(Boolean)
      .reverse();
  }

  /** Names of the remotes with the address git fetches from. */
  async remotes(signal?: AbortSignal): Promise<readonly Remote[]> {
    const answer = await this.run(['remote'], signal);
    if (answer.kind !== 'done') return [];
    const names = answer.stdout.toString('utf8').split('\n').filter(Boolean);
    const remotes: Remote[] = [];
    for (const name of names) {
      const url = await this.line(['remote', 'get-url', '--', name], signal);
      if (url !== null) remotes.push({ name, url });
    }
    return remotes;
  }

  /** Files git does not know and does not ignore, relative to the root; null when their list is longer than 16 MiB. */
  async untrackedFiles(signal?: AbortSignal): Promise<string[] | null> {
    const answer = await this.run(['ls-files', '--others', '--exclude-standard', '-z'], signal);
    return answer.kind === 'done' ? answer.stdout.toString('utf8').split('\0').filter(Boolean) : null;
  }

  /** Where the repository stands, in two processes; null when it cannot be known. */
  async standing(signal?: AbortSignal): Promise<Standing | null> {
    const filters = await this.withoutFilters(signal);
    if (filters === null) return null;
    const question = ['status', '--porcelain=v2', '--branch', '--no-ahead-behind', '--no-renames', '-z'];
    const scope = ['--untracked-files=all', '--ignore-submodules=all'];
    const answer = await this.run([...filters, ...question, ...scope], signal);
    if (answer.kind !== 'done') return null;
    const entries = answer.stdout.toString('utf8').split('\0').filter(Boolean);
    const [id] = entries.flatMap(entry => /^# branch\.oid ([0-9a-f]+)$/.exec(entry)?.[1] ?? []);
    return {
      head: id ?? null,
      changed: entries.some(entry => !/^[#?] /.test(entry)),
      untracked: entries.filter(entry => entry.startsWith('? ')).map(entry => entry.slice(2)),
    };
  }

  /** Which of these files git ignores; a tracked one it never does. Null when it cannot be known. */
  async ignored(paths: readonly string[], signal?: AbortSignal): Promise<ReadonlySet<string> | null> {
    if (paths.length === 0) return new Set();
    const question = ['ls-files', '--others', '--ignored', '--exclude-standard', '-z', '--', ...paths];
    const answer = await this.run(question, signal);
    return answer.kind === 'done'
      ? new Set(answer.stdout.toString('utf8').split('\0').filter(Boolean))
      : null;
  }

  /** The branch that is checked out; null on a detached HEAD. */
  async currentBranch(signal?: AbortSignal): Promise<string | null> {
    return this.line(['symbolic-ref', '--short', '--quiet', 'HEAD'], signal);
  }

  /** What a commit says; '' when there is none. */
  async commitMessage(revision: string, signal?: AbortSignal): Promise<string> {
    const commit = await this.resolve(revision, signal);
    return (
      (commit === null
        ? null
        : await this.line(['log', '-1', '--no-show-signature', '--format=%B', commit], signal)) ?? ''
    );
  }

  /** Paths of the files at a commit, at most so many; links and submodules are left out. */
  async filesAt(revision: string, limit: number, signal?: AbortSignal): Promise<readonly string[]> {
    const commit = await this.resolve(revision, signal);
    if (commit === null) return [];
    const answer = await this.run(['ls-tree', '-r', '-z', '--full-tree', commit], signal);
    if (answer.kind !== 'done') return [];
    // Mode, type and blob stand before a tab, the path behind it.
    const entries = answer.stdout.toString('utf8').split('\0');
    return entries
      .filter(entry => entry.startsWith('100'))
      .slice(0, limit)
      .map(entry => entry.slice(entry.indexOf('\t') + 1));
  }

  /** A text file at a commit; null when it is missing, binary, or longer than 16 MiB. */
  async showFile(revision: string, path: string, signal?: AbortSignal): Promise<string | null> {
    const commit = await this.commitId(revision, signal);
    if (commit === null) return null;
    const answer = await this.run(['cat-file', 'blob', `${commit}:${path}`], signal);
    if (answer.kind !== 'done' || isBinary(answer.stdout)) return null;
    return answer.stdout.toString('utf8');
  }

  /**
   * Text files at a commit by path; what `showFile` answers with null is left out. However many there are, few processes
   * read them, since to start one holds up the caller for milliseconds.
   */
  async showFiles(
    revision: string,
    paths: Iterable<string>,
    signal?: AbortSignal,
  ): Promise<Readonly<Record<string, string>>> {
    const commit = await this.commitId(revision, signal);
    if (commit === null) return {};
    const texts: [string, string][] = [];
    // A question is a line, and one about a path that leads out of the repository ends the answers to all.
    const asked = [...new Set(paths)].filter(path => checkPath(path) === null);
    for (const batch of await this.batches(commit, asked, signal)) {
      const answer = await this.catFile('--batch', commit, batch, signal);
      let at = 0;
      for (const { path, size } of batch) {
        const start = answer.indexOf('\n', at) + 1;
        if (start === 0 || start + size > answer.length) break;
        const content = answer.subarray(start, start + size);
        if (!isBinary(content)) texts.push([path, content.toString('utf8')]);
        at = start + size + 1;
      }
    }
    return Object.fromEntries(texts);
  }

  /**
   * Options that switch off the content filters which the repository's own configuration names: comparing the work
   * tree or checking it out would run them. The user's own filters (Git LFS) stay. Read anew each time, since the configuration may
   * have changed; null when it cannot be known.
   */
  async withoutFilters(signal?: AbortSignal): Promise<string[] | null> {
    const answer = await this.run(['config', '--show-scope', '-z', '--get-regexp', '^filter\\.'], signal);
    if (answer.kind === 'failed' && answer.code === noSuchKey) return [];
    if (answer.kind !== 'done') return null;
    // scope NUL key LF value NUL, over and over.
    const fields = answer.stdout.toString('utf8').split('\0');
    const names = new Set<string>();
    for (let i = 0; i + 1 < fields.length; i += 2) {
      const name = /^filter\.(.+)\.[^.]+$/s.exec(fields[i + 1]?.split('\n', 1)[0] ?? '')?.[1];
      if (name !== undefined && !['system', 'global', 'command'].includes(fields[i] ?? '')) names.add(name);
    }
    // `-c` ends a key at the first equals sign, so such a filter could not be switched off.
    if ([...names].some(name => name.includes('='))) return null;
    return [...names].flatMap(name =>
      ['clean=', 'smudge=', 'process=', 'required=false'].flatMap(setting => [
        '-c',
        `filter.${name}.${setting}`,
      ]),
    );
  }

  /** The files among these that a commit has, with their sizes in bytes, in portions that one process is asked for. */
  private async batches(
    commit: string,
    paths: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly (readonly SizedFile[])[]> {
    if (paths.length === 0) return [];
    const question = '--batch-check=%(objecttype) %(objectsize)';
    const named = paths.map(path => ({ path, size: 0 }));
    const lines = (await this.catFile(question, commit, named, signal)).toString('utf8').split('\n');
    const found: SizedFile[][] = [];
    let room = 0;
    for (const [index, path] of paths.entries()) {
      const [, digits] = /^blob (\d+)$/.exec(lines[index] ?? '') ?? [];
      const size = Number(digits ?? Infinity);
      if (size > maxOutput) continue;
      if (size > room || found.length === 0) {
        found.push([]);
        room = maxBatch;
      }
      found.at(-1)?.push({ path, size });
      room -= size;
    }
    return found;
  }

  /** What `git cat-file` says of files at a commit; nothing when it fails. */
  private async catFile(
    question: string,
    commit: string,
    files: readonly SizedFile[],
    signal?: AbortSignal,
  ): Promise<Buffer> {
    const input = files.map(({ path }) => `${commit}:${path}\n`).join('');
    const answer = await runGit(this.root, ['cat-file', question], { signal, input });
    return answer.kind === 'done' ? answer.stdout : Buffer.alloc(0);
  }

  /** As `resolve`, without a process for what is a whole id already; whether there is such a commit, the next call says. */
  private commitId(revision: string, signal?: AbortSignal): Promise<string | null> {
    return FULL_ID.test(revision) ? Promise.resolve(revision) : this.resolve(revision, signal);
  }

  private async commits(
    args: readonly string[],
    subject: '%s' | '%gs',
    signal?: AbortSignal,
  ): Promise<readonly Commit[]> {
    const answer = await this.run([...args, '-z', `--format=%H%x1f%P%x1f${subject}`, '--'], signal);
    if (answer.kind !== 'done') return [];
    return answer.stdout
      .toString('utf8')
      .split('\0')
      .flatMap(line => {
        const [id = '', parents = '', text = ''] = line.split('\x1f');
        return id === '' ? [] : [{ id, parents: parents.split(' ').filter(Boolean), subject: text }];
      });
  }

  private async line(args: readonly string[], signal?: AbortSignal): Promise<string | null> {
    const answer = await this.run(args, signal);
    return answer.kind === 'done' ? answer.stdout.toString('utf8').trim() || null : null;
  }

  private run(args: readonly string[], signal?: AbortSignal): Promise<GitAnswer> {
    return runGit(this.root, args, { signal });
  }
}

/** The root as far above a folder as git says that it is, unless a link has led to where the folder is: then it is not there. */
async function spelledRoot(folder: string, below: string, realRoot: string): Promise<string> {
  const up = below === '' ? [] : below.split('/').map(() => '..');
  const spelled = path.resolve(folder, ...up);
  const identity = (place: string) =>
    stat(place, { bigint: true }).then(
      ({ dev, ino }) => `${dev} ${ino}`,
      () => null,
    );
  return (await identity(spelled)) === (await identity(realRoot)) ? spelled : realRoot;
}
