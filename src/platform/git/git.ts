import { stat } from 'node:fs/promises';
import * as path from 'node:path';
import { pathRefusal } from '../../core/patch/pathRules';
import { shortRef } from '../../core/text/shortRef';
import { GitFailure, isNone, stdoutOf } from './gitFailure';
import { gitProblem } from './gitVersion';
import { isBinary } from './isBinary';
import { openFailure, unreadable, type NoRepository } from './noRepository';
import { MAX_OUTPUT, runGit, type GitAnswer } from './runGit';
import { convertsContent, repositoryAttributes } from './userAttributes';

/** A comparison as git makes it where nobody configured anything. */
const plainComparison = [
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--no-relative',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--diff-algorithm=default',
  '--indent-heuristic',
  '--find-renames',
  // git's own limit: above it only renames without a change are found.
  '-l1000',
  '-O/dev/null',
  '--ignore-submodules=all',
];

/**
 * The same as a diff: the same change must have the same score on every machine. What the repository's attributes say of a file
 * (that it is binary) stays; the user's are switched off (`userAttributes.ts`).
 */
const plainDiff = [...plainComparison, '--unified=3', '--inter-hunk-context=0'];

/** So much is asked of one process, bytes: half of what is read of its answer. */
const MAX_BATCH = 8 * 1024 * 1024;

/** Paths on one command line, characters: Windows takes 32,767 in all. */
const MAX_PATHS = 24_000;

/** A commit by its whole id, as SHA-1 or SHA-256. */
const FULL_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

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

/** The beginning of every question for what lies between commits. */
export function diffOfCommits(command: 'diff' | 'diff-tree'): readonly string[] {
  return [...repositoryAttributes, command, ...plainDiff];
}

/** A file at a commit. */
export interface CommittedFile {
  readonly path: string;
  /** Octal, as git prints it. */
  readonly mode: string;
  readonly blob: string;
  /** In bytes. */
  readonly size: number;
}

/** An entry of git's configuration; its key in lower case but for what stands between dots. */
interface Setting {
  readonly scope: string;
  readonly key: string;
  readonly value: string;
}

export interface Remote {
  readonly name: string;
  readonly url: string;
}

/**
 * A repository read through the user's own git. Nothing here writes to it.
 *
 * Null and an empty list say that there is none, and nothing else unless a method names it. When git fails at what it was asked, a
 * method throws a GitFailure, whose message is a sentence for people; when it was stopped, the reason of its signal.
 */
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
    const question = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
    const commit = await this.line(`look up ${named(revision)}`, question, signal);
    // Of `^main` git tells what it leaves out.
    return commit !== null && FULL_ID.test(commit) ? commit : null;
  }

  /** The best common ancestor of two revisions; null when a revision is unknown or they share no commit. */
  async mergeBase(a: string, b: string, signal?: AbortSignal): Promise<string | null> {
    const [first, second] = await Promise.all([this.resolve(a, signal), this.resolve(b, signal)]);
    if (first === null || second === null) return null;
    return this.line(`find where ${named(a)} and ${named(b)} parted`, ['merge-base', first, second], signal);
  }

  /** Whether the history here was cut off when it was fetched: then a commit may lack its parents. */
  async isShallow(signal: AbortSignal): Promise<boolean> {
    const question = ['rev-parse', '--is-shallow-repository'];
    return (await this.line('tell whether this is a shallow clone', question, signal)) === 'true';
  }

  /** Refs whose name begins with one of the prefixes, most recently committed first. */
  async refs(prefixes: readonly string[], limit: number, signal?: AbortSignal): Promise<Ref[]> {
    const fields = '%(refname)%00%(objectname)%00%(*objectname)%00%(contents:subject)';
    const options = ['--sort=-committerdate', `--count=${limit}`, `--format=${fields}`];
    const listed = await this.text('list the branches', ['for-each-ref', ...options, ...prefixes], signal);
    return listed.split('\n').flatMap(line => {
      const [name = '', object = '', peeled = '', subject = ''] = line.split('\0');
      return name === '' ? [] : [{ name, commit: peeled || object, subject }];
    });
  }

  /** Full name of the ref that a revision names: `refs/heads/main` for `main`; null when it names none. */
  async refName(revision: string, signal: AbortSignal): Promise<string | null> {
    const question = [
      'rev-parse',
      '--symbolic-full-name',
      '--verify',
      '--quiet',
      '--end-of-options',
      revision,
    ];
    const name = await this.line(`look up ${named(revision)}`, question, signal);
    return name?.startsWith('refs/') === true ? name : null;
  }

  /**
   * The branch that changes go into: what the remote calls its head, else `main` or `master`, also where only the remote has
   * it, as after the checkouts of most build machines; null without one.
   */
  async defaultBranch(signal?: AbortSignal): Promise<string | null> {
    const question = ['symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD'];
    const remote = await this.line('tell the default branch of origin', question, signal);
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
   * @param env names another index, whose files then are the tracked ones, and where its objects are
   * @returns null when it is longer than 16 MiB
   * @throws GitFailure also for a revision that there is not: who cannot know resolves it first
   */
  async diff(
    from: string,
    to: string | null,
    signal?: AbortSignal,
    env?: Readonly<Record<string, string>>,
  ): Promise<string | null> {
    const comparing =
      to === null
        ? [...(await this.workingTreeOptions(signal)), 'diff', ...plainDiff]
        : diffOfCommits('diff');
    const ends = [await this.knownCommit(from, signal)];
    if (to !== null) ends.push(await this.knownCommit(to, signal));
    const answer = await runGit(this.root, [...comparing, ...ends, '--'], { signal, env });
    const doing =
      to === null
        ? `compare the working tree with ${named(from)}`
        : `compare ${named(from)} with ${named(to)}`;
    return answer.kind === 'tooLong' ? null : stdoutOf(doing, answer).toString('utf8');
  }

  /** How many lines of each text file differ between two revisions, which there are. */
  async changedLines(
    from: string,
    to: string,
    signal: AbortSignal,
  ): Promise<readonly { readonly path: string; readonly lines: number }[]> {
    const ends = [await this.knownCommit(from, signal), await this.knownCommit(to, signal)];
    // Lines of context would ask for the diff as well, which may be too long.
    const counting = [...plainComparison, '--no-renames', '--numstat', '-z'];
    const question = [...repositoryAttributes, 'diff', ...counting, ...ends, '--'];
    const counts = await this.text(`compare ${named(from)} with ${named(to)}`, question, signal);
    return counts
      .split('\0')
      .filter(Boolean)
      .map(row => {
        const [added, removed, ...name] = row.split('\t');
        // Of a binary file git says `-`.
        return { path: name.join('\t'), lines: (Number(added) || 0) + (Number(removed) || 0) };
      });
  }

  /** The unified diff that a commit makes to its parent; of a root commit, to nothing. Null, and throws, as `diff` does. */
  async diffOfCommit(commit: string, signal: AbortSignal): Promise<string | null> {
    const target = await this.knownCommit(commit, signal);
    const question = [...diffOfCommits('diff-tree'), '-p', '--root', '--no-commit-id', target, '--'];
    const answer = await this.run(question, signal);
    if (answer.kind === 'tooLong') return null;
    return stdoutOf(`read what ${named(commit)} changes`, answer).toString('utf8');
  }

  /** The worktrees of the repository, the main one first. One that is bare or gone is left out. */
  async worktrees(signal?: AbortSignal): Promise<readonly Worktree[]> {
    const listed = await this.text('list the worktrees', ['worktree', 'list', '--porcelain'], signal);
    return listed.split('\n\n').flatMap(block => {
      const [, folder] = /^worktree (.+)$/m.exec(block) ?? [];
      const [, branch] = /^branch refs\/heads\/(.+)$/m.exec(block) ?? [];
      if (folder === undefined || /^(bare|prunable)\b/m.test(block)) return [];
      return [{ folder, branch: branch ?? null }];
    });
  }

  /** Stashes, newest first. */
  async stashes(signal?: AbortSignal): Promise<readonly Commit[]> {
    if ((await this.resolve('refs/stash', signal)) === null) return [];
    return this.commits('list the stashes', ['-g', 'refs/stash'], '%gs', signal);
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
    const range = ['--no-merges', `--max-count=${limit}`, `${start}..${end}`];
    return [...(await this.commits(listing(from, to), range, '%s', signal))].reverse();
  }

  /** Messages of the commits that `to` has and `from` has not, oldest first, without merges; none when a revision is unknown. */
  async messages(from: string, to: string, limit: number): Promise<readonly string[]> {
    const [start, end] = await Promise.all([this.resolve(from), this.resolve(to)]);
    if (start === null || end === null) return [];
    const range = ['--no-merges', `--max-count=${limit}`, `${start}..${end}`, '--'];
    const question = ['log', '--no-show-signature', '-z', '--format=%B', ...range];
    return (await this.text(listing(from, to), question))
      .split('\0')
      .map(text => text.trim())
      .filter(Boolean)
      .reverse();
  }

  /** Names of the remotes with the address git fetches from. */
  async remotes(): Promise<readonly Remote[]> {
    const listed = await this.text('list the remotes', ['remote', '--verbose']);
    return [...listed.matchAll(/^([^\t\n]+)\t(.+) \(fetch\)(?: \[.*\])?$/gm)].map(
      ([, name = '', url = '']) => ({ name, url }),
    );
  }

  /** Files git does not know and does not ignore, relative to the root; null when their list is longer than 16 MiB. */
  async untrackedFiles(signal?: AbortSignal): Promise<string[] | null> {
    const answer = await this.run(['ls-files', '--others', '--exclude-standard', '-z'], signal);
    return answer.kind === 'tooLong' ? null : entriesOf(stdoutOf('list the untracked files', answer));
  }

  /** Where the repository stands, in two processes; null when the list of what is not committed is longer than 16 MiB. */
  async standing(signal: AbortSignal): Promise<Standing | null> {
    const filters = await this.withoutFilters(signal);
    const question = ['status', '--porcelain=v2', '--branch', '--no-ahead-behind', '--no-renames', '-z'];
    const scope = ['--untracked-files=all', '--ignore-submodules=all'];
    const answer = await this.run([...filters, ...question, ...scope], signal);
    if (answer.kind === 'tooLong') return null;
    const entries = entriesOf(stdoutOf('tell what is not committed', answer));
    const [id] = entries.flatMap(entry => /^# branch\.oid ([0-9a-f]+)$/.exec(entry)?.[1] ?? []);
    return {
      head: id ?? null,
      changed: entries.some(entry => !/^[#?] /.test(entry)),
      untracked: entries.filter(entry => entry.startsWith('? ')).map(entry => entry.slice(2)),
    };
  }

  /** Which of these files git ignores; a tracked one it never does. */
  async ignored(paths: readonly string[]): Promise<ReadonlySet<string>> {
    if (paths.length === 0) return new Set();
    const question = ['ls-files', '--others', '--ignored', '--exclude-standard', '-z', '--', ...paths];
    return new Set(entriesOf(stdoutOf('tell which files are ignored', await this.run(question))));
  }

  /** The branch that is checked out; null on a detached HEAD. */
  async currentBranch(): Promise<string | null> {
    const question = ['symbolic-ref', '--short', '--quiet', 'HEAD'];
    return this.line('tell which branch is checked out', question);
  }

  /** What a commit says; null when there is no such commit. */
  async commitMessage(revision: string): Promise<string | null> {
    const commit = await this.resolve(revision);
    if (commit === null) return null;
    const question = ['log', '-1', '--no-show-signature', '--format=%B', commit, '--'];
    return (await this.text(`read ${named(revision)}`, question)).trim();
  }

  /** Paths of the files at a commit, at most so many; links and submodules are left out. None when there is no such commit. */
  async filesAt(revision: string, limit: number): Promise<readonly string[]> {
    const commit = await this.resolve(revision);
    if (commit === null) return [];
    const answer = await this.run(['ls-tree', '-r', '-z', '--full-tree', commit]);
    // Of a list that is cut the last may be a part of a path.
    const entries =
      answer.kind === 'tooLong'
        ? entriesOf(answer.stdout).slice(0, -1)
        : entriesOf(stdoutOf(`list the files of ${named(revision)}`, answer));
    // Mode, type and blob stand before a tab, the path behind it.
    return entries
      .filter(entry => entry.startsWith('100'))
      .slice(0, limit)
      .map(entry => entry.slice(entry.indexOf('\t') + 1));
  }

  /** A text file at a commit; null when it is missing, binary, or longer than 16 MiB, which no text is that is read. */
  async showFile(revision: string, path: string): Promise<string | null> {
    const texts = await this.showFiles(revision, [path]);
    return Object.hasOwn(texts, path) ? (texts[path] ?? null) : null;
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
    const asked = [...new Set(paths)].filter(path => pathRefusal(path) === null);
    for (const some of portions(
      await this.filesNamed(commit, asked, signal),
      MAX_BATCH,
      ({ size }) => size,
    )) {
      const input = some.map(({ blob }) => `${blob}\n`).join('');
      const answer = await runGit(this.root, ['cat-file', '--batch'], { signal, input });
      const doing = `read the files of ${named(commit)}`;
      const contents = stdoutOf(doing, answer);
      let at = 0;
      for (const { path, blob, size } of some) {
        const start = contents.indexOf('\n', at) + 1;
        const header = contents.toString('latin1', at, start);
        if (header !== `${blob} blob ${size}\n`)
          throw new GitFailure(`git could not ${doing}: ${path} is gone.`);
        const content = contents.subarray(start, start + size);
        if (!isBinary(content)) texts.push([path, content.toString('utf8')]);
        at = start + size + 1;
      }
    }
    return Object.fromEntries(texts);
  }

  /** The files among these that a commit has and that are not too long to be read. */
  async filesNamed(
    commit: string,
    paths: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly CommittedFile[]> {
    const files: CommittedFile[] = [];
    // `cat-file` could be asked by path, but says of what it cannot read that it is missing.
    for (const some of portions(paths, MAX_PATHS, path => path.length)) {
      const question = ['ls-tree', '-z', '-l', '--full-tree', commit, '--', ...some];
      const doing = `read the files of ${named(commit)}`;
      for (const entry of entriesOf(stdoutOf(doing, await this.run(question, signal)))) {
        const [, mode = '', blob = '', size = '', path = ''] =
          /^(\d+) blob (\w+) +(\w+)\t([^]*)$/.exec(entry) ?? [];
        if (size === 'BAD') {
          // Why it cannot be read is only said when it is.
          stdoutOf(doing, await this.run(['cat-file', 'blob', blob], signal));
          throw new GitFailure(`git could not ${doing}: ${path} cannot be read.`);
        }
        if (size !== '' && Number(size) <= MAX_OUTPUT) files.push({ path, mode, blob, size: Number(size) });
      }
    }
    return files;
  }

  /**
   * Options that switch off the content filters which the repository's own configuration names: comparing the work
   * tree or checking it out would run them. The user's own filters (Git LFS) stay. Read anew each time, since the configuration may
   * have changed.
   *
   * @throws GitFailure also when one of them cannot be switched off
   */
  async withoutFilters(signal?: AbortSignal): Promise<string[]> {
    return filtersOff(await this.conversions(signal));
  }

  /** Options for a comparison with the working tree: no filters of the repository, and no attributes of the user that only say what a diff looks like. */
  private async workingTreeOptions(signal?: AbortSignal): Promise<string[]> {
    const settings = await this.conversions(signal);
    const file = settings.findLast(({ key }) => key === 'core.attributesfile')?.value ?? null;
    return [...filtersOff(settings), ...((await convertsContent(file)) ? [] : repositoryAttributes)];
  }

  /** What is configured of converting files between the working tree and what git keeps. */
  private async conversions(signal?: AbortSignal): Promise<readonly Setting[]> {
    const wanted = '^(filter\\.|core\\.attributesfile$)';
    const answer = await this.run(['config', '--show-scope', '-z', '--get-regexp', wanted], signal);
    if (isNone(answer)) return [];
    // scope NUL key LF value NUL, over and over.
    const fields = stdoutOf('read its configuration', answer).toString('utf8').split('\0');
    const settings: Setting[] = [];
    for (let i = 0; i + 1 < fields.length; i += 2) {
      const [key = '', ...value] = (fields[i + 1] ?? '').split('\n');
      settings.push({ scope: fields[i] ?? '', key, value: value.join('\n') });
    }
    return settings;
  }

  /** As `resolve`, without a process for what is a whole id already; whether there is such a commit, the next call says. */
  private commitId(revision: string, signal?: AbortSignal): Promise<string | null> {
    return FULL_ID.test(revision) ? Promise.resolve(revision) : this.resolve(revision, signal);
  }

  /** As `commitId`, of a revision that there is. */
  private async knownCommit(revision: string, signal?: AbortSignal): Promise<string> {
    const commit = await this.commitId(revision, signal);
    if (commit === null) throw new GitFailure(`git knows no commit ${named(revision)}.`);
    return commit;
  }

  private async commits(
    doing: string,
    which: readonly string[],
    subject: '%s' | '%gs',
    signal?: AbortSignal,
  ): Promise<readonly Commit[]> {
    const format = ['-z', `--format=%H%x1f%P%x1f${subject}`];
    const listed = await this.text(doing, ['log', '--no-show-signature', ...format, ...which, '--'], signal);
    return listed.split('\0').flatMap(line => {
      const [id = '', parents = '', text = ''] = line.split('\x1f');
      return id === '' ? [] : [{ id, parents: parents.split(' ').filter(Boolean), subject: text }];
    });
  }

  /** A line of text; null where git has no answer. */
  private async line(doing: string, args: readonly string[], signal?: AbortSignal): Promise<string | null> {
    const answer = await this.run(args, signal);
    return isNone(answer) ? null : stdoutOf(doing, answer).toString('utf8').trim() || null;
  }

  private async text(doing: string, args: readonly string[], signal?: AbortSignal): Promise<string> {
    return stdoutOf(doing, await this.run(args, signal)).toString('utf8');
  }

  private run(args: readonly string[], signal?: AbortSignal): Promise<GitAnswer> {
    return runGit(this.root, args, { signal });
  }
}

/** @throws GitFailure when a filter cannot be switched off */
function filtersOff(settings: readonly Setting[]): string[] {
  const names = new Set<string>();
  for (const { scope, key } of settings) {
    const name = /^filter\.(.+)\.[^.]+$/s.exec(key)?.[1];
    if (name !== undefined && !['system', 'global', 'command'].includes(scope)) names.add(name);
  }
  // `-c` ends a key at the first equals sign, so such a filter could not be switched off.
  const odd = [...names].find(name => name.includes('='));
  if (odd !== undefined)
    throw new GitFailure(
      `The content filter "${odd}" of this repository cannot be switched off; give it a name without "=".`,
    );
  return [...names].flatMap(name =>
    ['clean=', 'smudge=', 'process=', 'required=false'].flatMap(setting => [
      '-c',
      `filter.${name}.${setting}`,
    ]),
  );
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

/** A revision as a sentence names it: an id by its beginning, a branch without its place. */
function named(revision: string): string {
  return FULL_ID.test(revision) ? revision.slice(0, 8) : shortRef(revision);
}

function listing(from: string, to: string): string {
  return `list what ${named(to)} has and ${named(from)} has not`;
}

/** What stands between the NULs of an answer. */
function entriesOf(answer: Buffer): string[] {
  return answer.toString('utf8').split('\0').filter(Boolean);
}

/** Cuts a list so that the sizes in each part add up to no more than so much; what is larger stands by itself. */
function portions<T>(
  items: readonly T[],
  most: number,
  sizeOf: (item: T) => number,
): readonly (readonly T[])[] {
  const parts: T[][] = [];
  let room = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (parts.length === 0 || size > room) {
      parts.push([]);
      room = most;
    }
    parts.at(-1)?.push(item);
    room -= size;
  }
  return parts;
}
