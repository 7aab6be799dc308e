import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { messageOf } from '../../core/text/messageOf';
import { errorCode } from '../files/errorCode';

/** Where programs are run: Windows looks for one in the working folder before the PATH, and a terminal's or an agent's is the repository. */
export const RUN_FROM = path.parse(process.execPath).root;

/** Longest output read from git, bytes: above the largest patch that is scored. */
export const MAX_OUTPUT = 16 * 1024 * 1024;

/** What Node calls an answer that is longer. */
const TOO_LONG = 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER';

/**
 * Options that keep git from running what a repository's configuration names, and from writing diffs and names in another way.
 * A repository is data: opening one must not run its hooks, file-system monitors, external diffs or text converters. On Windows a
 * copy in the editor's own storage lies so deep that its files would otherwise have names that are too long for git.
 */
const harmless = [
  '-c',
  'core.longPaths=true',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.quotePath=true',
  '-c',
  'diff.suppressBlankEmpty=false',
];

/**
 * Set by git for its hooks: they would lead every call to the repository that the hook belongs to. The last two change what a diff
 * looks like.
 */
const repositoryVariables = new Set([
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_COMMON_DIR',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
  'GIT_ATTR_SOURCE',
  'GIT_DIFF_OPTS',
]);

interface GitRunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Written to git's standard input. */
  readonly input?: string | Buffer | undefined;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Transports git may use, `https:ssh`; none unless a person asked for it. */
  readonly protocols?: string | undefined;
}

export type GitAnswer =
  | { readonly kind: 'done'; readonly stdout: Buffer }
  /** Longer than what is read of an answer; `stdout` is its beginning. */
  | { readonly kind: 'tooLong'; readonly stdout: Buffer }
  | { readonly kind: 'notFound' }
  /** `code` is the exit status, or the name of a system error or of the signal that ended it. */
  | { readonly kind: 'failed'; readonly code: number | string; readonly message: string };

/** Any answer but the one that was asked for. */
export type NoAnswer = Exclude<GitAnswer, { readonly kind: 'done' }>;

/** Runs the user's git in a folder. Rejects only when it was stopped, with the reason of its signal. */
export async function runGit(
  folder: string,
  args: readonly string[],
  options: GitRunOptions = {},
): Promise<GitAnswer> {
  const answer = await answerOf(folder, args, options).catch((error: unknown): GitAnswer => {
    // What the system refuses at once, such as a command line that is too long, is not given to the callback.
    return { kind: 'failed', code: errorCode(error) ?? messageOf(error), message: '' };
  });
  if (answer.kind !== 'done') options.signal?.throwIfAborted();
  return answer;
}

function answerOf(
  folder: string,
  args: readonly string[],
  { signal, input, env = {}, protocols = 'none' }: GitRunOptions,
): Promise<GitAnswer> {
  return new Promise(resolve => {
    const child = execFile(
      'git',
      ['-C', path.resolve(folder), ...harmless, ...args],
      {
        cwd: RUN_FROM,
        encoding: 'buffer',
        maxBuffer: MAX_OUTPUT,
        windowsHide: true,
        env: {
          ...withoutRepository(process.env),
          LC_ALL: 'C',
          // Reading must not touch the index, and must not wait for a password.
          GIT_OPTIONAL_LOCKS: '0',
          GIT_TERMINAL_PROMPT: '0',
          GIT_EXTERNAL_DIFF: '',
          GIT_ATTR_NOSYSTEM: '1',
          GIT_LITERAL_PATHSPECS: '1',
          // A partial clone fetches what it lacks, by a transport that its configuration names.
          GIT_NO_LAZY_FETCH: '1',
          GIT_ALLOW_PROTOCOL: protocols,
          ...env,
        },
        ...(signal ? { signal } : {}),
      },
      (error, stdout, stderr) => {
        if (!error) return resolve({ kind: 'done', stdout });
        const code = error.code ?? error.signal ?? error.message;
        if (code === 'ENOENT') resolve({ kind: 'notFound' });
        else if (code === TOO_LONG) resolve({ kind: 'tooLong', stdout });
        else resolve({ kind: 'failed', code, message: stderr.toString('utf8') });
      },
    );
    // git may end before it has read all of its input; its answer says why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

function withoutRepository(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !repositoryVariables.has(name)));
}
