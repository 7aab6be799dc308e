import { stat } from 'node:fs/promises';
import * as path from 'node:path';
import { shortRef } from '../../core/text/shortRef';
import { withoutFilters } from './contentFilters';
import { GitFailure, isNone, stdoutOf } from './gitFailure';
import { gitProblem } from './gitVersion';
import { openFailure, unreadable, type NoRepository } from './noRepository';
import { entriesOf } from './nulEntries';
import { runGit, type GitAnswer } from './runGit';

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
interface Standing {
  /** Full commit id; null before the first commit. */
  readonly head: string | null;
  /** Whether a file that git knows differs from the commit. */
  readonly changed: boolean;
  /** Files that git neither knows nor ignores; a folder that is a repository of its own with `/` at its end. */
  readonly untracked: readonly string[];
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
    const commit = await this.line(`look up ${revisionText(revision)}`, question, signal);
    // Of `^main` git tells what it leaves out.
    return commit !== null && FULL_ID.test(commit) ? commit : null;
  }

  /** As `resolve`, without a process for what is a whole id already; whether there is such a commit, the next call says. */
  commitId(revision: string, signal?: AbortSignal): Promise<string | null> {
    return FULL_ID.test(revision) ? Promise.resolve(revision) : this.resolve(revision, signal);
  }

  /** As `commitId`, of a revision that there is. */
  async knownCommit(revision: string, signal?: AbortSignal): Promise<string> {
    const commit = await this.commitId(revision, signal);
    if (commit === null) throw new GitFailure(`git knows no commit ${revisionText(revision)}.`);
    return commit;
  }

  /** The best common ancestor of two revisions; null when a revision is unknown or they share no commit. */
  async mergeBase(a: string, b: string, signal?: AbortSignal): Promise<string | null> {
    const [first, second] = await Promise.all([this.resolve(a, signal), this.resolve(b, signal)]);
    if (first === null || second === null) return null;
    return this.line(
      `find where ${revisionText(a)} and ${revisionText(b)} parted`,
      ['merge-base', first, second],
      signal,
    );
  }

  /** Whether the history here was cut off when it was fetched: then a commit may lack its parents. */
  async isShallow(signal: AbortSignal): Promise<boolean> {
    const question = ['rev-parse', '--is-shallow-repository'];
    return (await this.line('tell whether this is a shallow clone', question, signal)) === 'true';
  }

  /** Absolute paths: where git keeps HEAD of this working tree, and where it keeps the branches, which all working trees share. */
  async folders(signal: AbortSignal): Promise<{ readonly own: string; readonly common: string }> {
    const question = ['rev-parse', '--git-dir', '--git-common-dir'];
    const [own = '', common = ''] = (
      await this.text('tell where it keeps its files', question, signal)
    ).split(/\r?\n/);
    return { own: path.resolve(this.root, own), common: path.resolve(this.root, common) };
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
    const name = await this.line(`look up ${revisionText(revision)}`, question, signal);
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
    const range = await this.range(from, to, limit, signal);
    if (range === null) return null;
    return [...(await this.commits(listing(from, to), range, '%s', signal))].reverse();
  }

  /** Messages of the commits that `to` has and `from` has not, oldest first, without merges; none when a revision is unknown. */
  async messages(from: string, to: string, limit: number): Promise<readonly string[]> {
    const range = await this.range(from, to, limit);
    if (range === null) return [];
    const question = ['log', '--no-show-signature', '-z', '--format=%B', ...range, '--'];
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
    const filters = await withoutFilters(this.root, signal);
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
  async currentBranch(signal?: AbortSignal): Promise<string | null> {
    const question = ['symbolic-ref', '--short', '--quiet', 'HEAD'];
    return this.line('tell which branch is checked out', question, signal);
  }

  /** The commit that is checked out; null before the first one. */
  async lastCommit(signal: AbortSignal): Promise<Commit | null> {
    const head = await this.resolve('HEAD', signal);
    if (head === null) return null;
    const [commit] = await this.commits('read the last commit', ['-1', head], '%s', signal);
    return commit ?? null;
  }

  /** What a commit says; null when there is no such commit. */
  async commitMessage(revision: string): Promise<string | null> {
    const commit = await this.resolve(revision);
    if (commit === null) return null;
    const question = ['log', '-1', '--no-show-signature', '--format=%B', commit, '--'];
    return (await this.text(`read ${revisionText(revision)}`, question)).trim();
  }

  /** How `git log` is asked for the newest commits that `to` has and `from` has not, without merges; null when one is unknown. */
  private async range(
    from: string,
    to: string,
    limit: number,
    signal?: AbortSignal,
  ): Promise<readonly string[] | null> {
    const [start, end] = await Promise.all([this.resolve(from, signal), this.resolve(to, signal)]);
    if (start === null || end === null) return null;
    return ['--no-merges', `--max-count=${limit}`, `${start}..${end}`];
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
export function revisionText(revision: string): string {
  return FULL_ID.test(revision) ? revision.slice(0, 8) : shortRef(revision);
}

function listing(from: string, to: string): string {
  return `list what ${revisionText(to)} has and ${revisionText(from)} has not`;
}
