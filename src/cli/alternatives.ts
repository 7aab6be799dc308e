import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Candidate } from '../core/ranking/ranking';
import type { Task } from '../core/task/task';
import { Git } from '../platform/git/git';
import { CommandProblem, ExitCode, refused } from './exitCode';
import { readText } from './readText';
import { baseFilesAt, commitOf, openRepository } from './repository';
import { readTaskFolder } from './taskFolder';
import { startProgress, warn } from './terminal';

/** What a ranking is made from. */
export interface Alternatives {
  /** Of the task folder; null elsewhere. */
  readonly task: Task | null;
  readonly candidates: readonly Candidate[];
  readonly baseFiles: Readonly<Record<string, string>>;
  /** Published outcomes by label; empty when nobody knows. */
  readonly outcomes: Readonly<Record<string, boolean>>;
}

const maxBranches = 256;

/** One folder of patches, or patch files; these find their base files in the repository around `repo`, if there is one. */
export async function alternativesFromFiles(
  paths: readonly string[],
  repo: string,
  base: string | null,
  signal: AbortSignal,
): Promise<Alternatives> {
  const [first] = paths;
  if (first !== undefined && paths.length === 1 && (await stat(first).catch(() => null))?.isDirectory()) {
    const { task, patches, baseFiles, outcomes } = await readTaskFolder(first, signal);
    const files =
      Object.keys(baseFiles).length > 0 ? baseFiles : await fromRepository(patches, repo, base, signal);
    return { task, candidates: patches.map(withId), baseFiles: files, outcomes };
  }
  const patches: { label: string; patch: string }[] = [];
  const labels = labelsOf(paths);
  for (const [index, file] of paths.entries())
    patches.push({ label: labels[index] ?? file, patch: await readText(file, signal) });
  return {
    task: null,
    candidates: patches.map(withId),
    baseFiles: await fromRepository(patches, repo, base, signal),
    outcomes: {},
  };
}

/** Every local branch that differs from a base, each against where it parted from it. */
export async function alternativesFromBranches(
  base: string,
  repo: string,
  signal: AbortSignal,
): Promise<Alternatives> {
  const git = await openRepository(path.resolve(repo));
  const start = await commitOf(git, base, signal);
  const branches = await git.branches(signal);
  if (branches.length > maxBranches)
    throw refused(
      `The repository has ${branches.length} branches; at most ${maxBranches} are ranked together.`,
    );
  const patches: { label: string; patch: string }[] = [];
  let baseFiles: Readonly<Record<string, string>> = {};
  const progress = startProgress(`Comparing ${branches.length} branches with ${base}`);
  try {
    for (const branch of branches.sort()) {
      const parted = await git.mergeBase(start, `refs/heads/${branch}`, signal);
      const patch = parted === null ? null : await git.diff(parted, `refs/heads/${branch}`, signal);
      signal.throwIfAborted();
      if (parted === null) warn(`${branch} shares no commit with ${base} and is left out.`);
      else if (patch === null) warn(`The diff of ${branch} is longer than 16 MB; the branch is left out.`);
      else if (patch !== '') {
        patches.push({ label: branch, patch });
        // Branches may have parted at different commits: the first one's version of a file stands for all.
        baseFiles = { ...(await baseFilesAt(git, parted, patch, signal)), ...baseFiles };
      }
    }
  } finally {
    progress.stop();
  }
  if (patches.length === 0) throw refused(`No local branch differs from ${base}.`);
  return { task: null, candidates: patches.map(withId), baseFiles, outcomes: {} };
}

async function fromRepository(
  patches: readonly { readonly patch: string }[],
  repo: string,
  base: string | null,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  // A base that was named must be there; one that was not is a bonus.
  const git = base === null ? await Git.open(path.resolve(repo)) : await openRepository(path.resolve(repo));
  if (!(git instanceof Git)) return {};
  const commit = base === null ? await git.resolve('HEAD', signal) : await commitOf(git, base, signal);
  if (commit === null) return {};
  let files: Readonly<Record<string, string>> = {};
  for (const { patch } of patches) files = { ...(await baseFilesAt(git, commit, patch, signal)), ...files };
  return files;
}

/** File names without their ending, or whole paths where two names would be the same. */
function labelsOf(paths: readonly string[]): string[] {
  const labels = paths.map(file => path.basename(file).replace(/\.(patch|diff)$/, ''));
  const unambiguous = new Set(labels).size === labels.length;
  if (new Set(paths).size !== paths.length)
    throw new CommandProblem(ExitCode.usage, 'The same file is given twice.');
  return unambiguous ? labels : [...paths];
}

function withId({ label, patch }: { readonly label: string; readonly patch: string }): Candidate {
  return { id: label, label, patch };
}
