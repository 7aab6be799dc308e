import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';

/** Longest output read from git, bytes: above the largest patch that is scored. */
const maxOutput = 16 * 1024 * 1024;

/**
 * Options that keep git from running what a repository's configuration names. A repository is data: opening
 * one must not run its hooks, file-system monitors, external diffs or text converters.
 */
const harmless = [
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.quotePath=true',
];
const plainDiff = [
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--find-renames',
  '--ignore-submodules=all',
];

/** What `git config` ends with when no key matches. */
const noSuchKey = 1;

/** Set by git for its hooks: they would lead every call to the repository that the hook belongs to. */
const repositoryVariables = new Set([
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_COMMON_DIR',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
]);

/** A branch, a remote's branch or a pull request's head. */
export interface Ref {
  /** In full: `refs/heads/main`, `refs/pull/7/head`. */
  readonly name: string;
  /** Full commit id. */
  readonly commit: string;
  /** First line of the commit's message. */
  readonly subject: string;
}

export interface GitProblem {
  /** One sentence: what happened and what to do next. */
  readonly problem: string;
}

/** A repository read through the user's own git. Nothing here writes to it. */
export class Git {
  private constructor(
    /** Absolute path of the work tree, links resolved. */
    readonly root: string,
  ) {}

  /** The repository that holds a folder, or why there is none. */
  static async open(folder: string): Promise<Git | GitProblem> {
    const answer = await run(folder, ['rev-parse', '--show-toplevel']);
    if (answer.kind === 'done')
      return new Git(realpathSync(answer.stdout.toString('utf8').replace(/\r?\n$/, '')));
    if (answer.kind === 'notFound')
      return { problem: 'git was not found; install it or put it on the PATH, then try again.' };
    if (/dubious ownership/.test(answer.message))
      return {
        problem: `git does not trust ${folder} because another user owns it; see "git help config", safe.directory.`,
      };
    if (/work tree/.test(answer.message))
      return { problem: `${folder} is a bare repository; open one with a work tree.` };
    return { problem: `${folder} is not in a git repository; run "git init" and commit the base first.` };
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

  /** Local branches, most recently committed first. */
  async branches(signal?: AbortSignal): Promise<string[]> {
    const answer = await this.run(
      ['for-each-ref', '--sort=-committerdate', '--format=%(refname:short)', 'refs/heads'],
      signal,
    );
    return answer.kind === 'done' ? answer.stdout.toString('utf8').split('\n').filter(Boolean) : [];
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

  /** The branch that changes go into: what the remote calls its head, else `main` or `master`; null without one. */
  async defaultBranch(signal?: AbortSignal): Promise<string | null> {
    const remote = await this.line(['symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD'], signal);
    for (const name of [remote, 'refs/heads/main', 'refs/heads/master'])
      if (name !== null && (await this.resolve(name, signal)) !== null) return name;
    return null;
  }

  /**
   * The unified diff from a commit to another one, or to the work tree's tracked files (null).
   *
   * @returns null when it is longer than 16 MiB or git cannot make it
   */
  async diff(from: string, to: string | null, signal?: AbortSignal): Promise<string | null> {
    const target = to === null ? null : await this.resolve(to, signal);
    const start = await this.resolve(from, signal);
    if (start === null || (to !== null && target === null)) return null;
    const filters = to === null ? await this.withoutFilters(signal) : [];
    if (filters === null) return null;
    const answer = await this.run(
      [...filters, 'diff', ...plainDiff, start, ...(target === null ? [] : [target]), '--'],
      signal,
    );
    return answer.kind === 'done' ? answer.stdout.toString('utf8') : null;
  }

  /** Files git does not know and does not ignore, relative to the root. */
  async untrackedFiles(signal?: AbortSignal): Promise<string[]> {
    const answer = await this.run(['ls-files', '--others', '--exclude-standard', '-z'], signal);
    return answer.kind === 'done' ? answer.stdout.toString('utf8').split('\0').filter(Boolean) : [];
  }

  /** A text file at a commit; null when it is missing, binary, or longer than 16 MiB. */
  async showFile(revision: string, path: string, signal?: AbortSignal): Promise<string | null> {
    const commit = await this.resolve(revision, signal);
    if (commit === null) return null;
    const answer = await this.run(['cat-file', 'blob', `${commit}:${path}`], signal);
    if (answer.kind !== 'done' || answer.stdout.subarray(0, 8000).includes(0)) return null;
    return answer.stdout.toString('utf8');
  }

  /** Text files at a commit by path; what `showFile` answers with null is left out. */
  async showFiles(
    revision: string,
    paths: Iterable<string>,
    signal?: AbortSignal,
  ): Promise<Readonly<Record<string, string>>> {
    const texts: [string, string][] = [];
    for (const path of new Set(paths)) {
      const text = await this.showFile(revision, path, signal);
      if (text !== null) texts.push([path, text]);
    }
    return Object.fromEntries(texts);
  }

  /**
   * Options that switch off the content filters which the repository's own configuration names: comparing the work
   * tree would run them. The user's own filters (Git LFS) stay. Read anew each time, since the configuration may
   * have changed; null when it cannot be known.
   */
  private async withoutFilters(signal?: AbortSignal): Promise<string[] | null> {
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
      ['clean=', 'process=', 'required=false'].flatMap(setting => ['-c', `filter.${name}.${setting}`]),
    );
  }

  private async line(args: readonly string[], signal?: AbortSignal): Promise<string | null> {
    const answer = await this.run(args, signal);
    return answer.kind === 'done' ? answer.stdout.toString('utf8').trim() || null : null;
  }

  private run(args: readonly string[], signal?: AbortSignal): Promise<Answer> {
    return run(this.root, args, signal);
  }
}

type Answer =
  | { readonly kind: 'done'; readonly stdout: Buffer }
  | { readonly kind: 'notFound' }
  | { readonly kind: 'failed'; readonly code: unknown; readonly message: string };

function run(folder: string, args: readonly string[], signal?: AbortSignal): Promise<Answer> {
  return new Promise(resolve => {
    execFile(
      'git',
      ['-C', folder, ...harmless, ...args],
      {
        encoding: 'buffer',
        maxBuffer: maxOutput,
        windowsHide: true,
        env: {
          ...withoutRepository(process.env),
          LC_ALL: 'C',
          // Reading must not touch the index, and must not wait for a password.
          GIT_OPTIONAL_LOCKS: '0',
          GIT_TERMINAL_PROMPT: '0',
          GIT_EXTERNAL_DIFF: '',
          GIT_LITERAL_PATHSPECS: '1',
          // A partial clone fetches what it lacks, by a transport that its configuration names.
          GIT_NO_LAZY_FETCH: '1',
          GIT_ALLOW_PROTOCOL: 'none',
        },
        ...(signal ? { signal } : {}),
      },
      (error, stdout, stderr) => {
        if (!error) resolve({ kind: 'done', stdout });
        else if (error.code === 'ENOENT') resolve({ kind: 'notFound' });
        else resolve({ kind: 'failed', code: error.code, message: stderr.toString('utf8') || error.message });
      },
    );
  });
}

function withoutRepository(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !repositoryVariables.has(name)));
}
