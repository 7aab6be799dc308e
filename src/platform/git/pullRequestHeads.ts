import { execFile } from 'node:child_process';
import { complaintOf } from './complaint';
import type { Git, Remote } from './git';
import { reasonOf } from './gitFailure';
import { RUN_FROM, runGit, type NoAnswer } from './runGit';

/** Where hosts keep the heads of proposed changes: GitHub (Gitea, Forgejo), and GitLab. */
const HEADS = /^refs\/(pull|merge-requests)\/(\d+)\/head$/;

/** What git may fetch through when a person asked for it. `ext`, which runs a command, is not among them. */
const TRANSPORTS = 'https:http:ssh:git:file';

/** The newest ones are what people look for, and a list can be typed into. */
export const MAX_HEADS = 5_000;

/** A proposed change on a remote. */
export interface PullRequestHead {
  readonly kind: 'pull' | 'merge-requests';
  readonly number: number;
  /** In full, there and here once it is fetched. */
  readonly ref: string;
}

/**
 * The heads of pull and merge requests that a remote offers, newest first. Asks the remote over the network: only after
 * a person agreed to that.
 */
export async function listPullRequestHeads(
  git: Git,
  remote: Remote,
  signal: AbortSignal,
): Promise<readonly PullRequestHead[] | { readonly problem: string }> {
  const answer = await runGit(
    git.root,
    [
      'ls-remote',
      '--refs',
      '--upload-pack=git-upload-pack',
      '--',
      remote.name,
      'refs/pull/*/head',
      'refs/merge-requests/*/head',
    ],
    { signal, protocols: TRANSPORTS },
  );
  if (answer.kind !== 'done') return { problem: networkProblem(remote, answer) };
  return answer.stdout
    .toString('utf8')
    .split('\n')
    .flatMap((line): PullRequestHead[] => {
      const ref = line.split('\t')[1] ?? '';
      const [, kind, number] = HEADS.exec(ref) ?? [];
      if ((kind !== 'pull' && kind !== 'merge-requests') || number === undefined) return [];
      return [{ kind, number: Number(number), ref }];
    })
    .sort((a, b) => b.number - a.number)
    .slice(0, MAX_HEADS);
}

/** Fetches heads under the names they have on the remote. Null when it is done, else one sentence. */
export async function fetchPullRequestHeads(
  git: Git,
  remote: Remote,
  heads: readonly PullRequestHead[],
  signal: AbortSignal,
): Promise<string | null> {
  const quiet = ['--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', '--no-auto-gc'];
  const answer = await runGit(
    git.root,
    [
      ...['fetch', ...quiet, '--upload-pack=git-upload-pack', '--', remote.name],
      // A head that was pushed anew takes the place of the one known here.
      ...heads.map(({ ref }) => `+${ref}:${ref}`),
    ],
    { signal, protocols: TRANSPORTS },
  );
  return answer.kind === 'done' ? null : networkProblem(remote, answer);
}

/**
 * Titles of a remote's open pull requests by number, from GitHub's `gh` where it is installed and signed in; empty elsewhere.
 * Asks the network, like the list they stand beside.
 */
export function pullRequestTitles(
  { url }: Remote,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, string>> {
  const repository = repositoryName(url);
  if (repository === null) return Promise.resolve(new Map());
  return new Promise(resolve => {
    execFile(
      'gh',
      ['pr', 'list', '--repo', repository, '--limit', '200', '--json', 'number,title'],
      {
        encoding: 'utf8',
        timeout: 15_000,
        windowsHide: true,
        cwd: RUN_FROM,
        env: { ...process.env, GH_PROMPT_DISABLED: '1', NO_COLOR: '1' },
        signal,
      },
      (error, stdout) => resolve(error ? new Map() : parseTitles(stdout)),
    );
  });
}

/**
 * What `gh` calls the repository at an address, `host/owner/name`: by itself it would ask the remote of its own choice. The
 * address as such may hold a password. Null for one that is of no host, such as a folder.
 */
export function repositoryName(url: string): string | null {
  const path = '([\\w.-]+\\/[\\w.-]+?)(?:\\.git)?\\/?$';
  const [, host, name] =
    new RegExp(`^(?:https?|ssh|git):\\/\\/(?:[^@/]*@)?([\\w.-]+)(?::\\d+)?\\/${path}`, 'i').exec(url) ??
    new RegExp(`^(?:[\\w.-]+@)?([\\w.-]{2,}):${path}`).exec(url) ??
    [];
  return host === undefined || name === undefined ? null : `${host}/${name}`;
}

/** The address of a remote without the name and the password that may stand before its host. */
export function shownAddress(url: string): string {
  return url.replace(/^([a-z+]+:\/\/)[^/]*@/i, '$1');
}

function parseTitles(json: string): ReadonlyMap<number, string> {
  const titles = new Map<number, string>();
  try {
    const rows: unknown = JSON.parse(json);
    for (const row of Array.isArray(rows) ? (rows as unknown[]) : []) {
      if (typeof row !== 'object' || row === null || !('number' in row) || !('title' in row)) continue;
      if (typeof row.number === 'number' && typeof row.title === 'string')
        titles.set(row.number, row.title.replace(/\s+/g, ' ').slice(0, 200));
    }
  } catch {
    // Titles are a courtesy.
  }
  return titles;
}

function networkProblem({ name }: Remote, answer: NoAnswer): string {
  const message = answer.kind === 'failed' ? answer.message : '';
  if (/could not read (?:Username|Password)|Authentication failed|Permission denied/i.test(message))
    return `The remote ${name} asks for a sign-in; run "git fetch ${name}" in a terminal once, then try again.`;
  if (/couldn't find remote ref/i.test(message))
    return `The remote ${name} no longer offers one of these pull requests; list them again.`;
  const detail = complaintOf(message) || reasonOf(answer);
  return `The remote ${name} could not be read (${detail}); check the connection and try again.`;
}
