import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { NewCandidate } from '../core/candidates/candidate';
import type { CandidateInput } from '../core/protocol/scorer';
import type { Task } from '../core/task/task';
import { readBranches } from '../platform/candidates/branches';
import { withBaseFiles } from '../platform/change/candidateBaseFiles';
import { Git } from '../platform/git/git';
import { CommandProblem, ExitCode, refused } from './exitCode';
import { readText } from './readText';
import { commitOf, openRepository } from './repository';
import { readTaskFolder } from './taskFolder';
import { startProgress, warn } from './terminal';

/** What a ranking is made from. */
export interface Alternatives {
  /** Of the task folder; null elsewhere. */
  readonly task: Task | null;
  readonly candidates: readonly CandidateInput[];
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
    const read =
      Object.keys(baseFiles).length > 0
        ? { candidates: patches.map(withId), baseFiles }
        : await fromRepository(patches, repo, base, signal);
    return { task, outcomes, ...read };
  }
  const patches: { label: string; patch: string }[] = [];
  const labels = labelsOf(paths);
  for (const [index, file] of paths.entries())
    patches.push({ label: labels[index] ?? file, patch: await readText(file, signal) });
  return { task: null, outcomes: {}, ...(await fromRepository(patches, repo, base, signal)) };
}

/** Every local branch that differs from a base, each against where it parted from it. */
export async function alternativesFromBranches(
  base: string,
  repo: string,
  signal: AbortSignal,
): Promise<Alternatives> {
  const git = await openRepository(path.resolve(repo));
  await commitOf(git, base, signal);
  const branches = (await git.branches(signal)).filter(branch => branch !== base).sort();
  if (branches.length > maxBranches)
    throw refused(
      `The repository has ${branches.length} branches; at most ${maxBranches} are ranked together.`,
    );
  const progress = startProgress(`Comparing ${branches.length} branches with ${base}`);
  try {
    const onProgress = (done: number, total: number) =>
      progress.update(`Compared ${done} of ${total} branches`);
    const { candidates, problems } = await readBranches(git, base, branches, { signal, onProgress });
    signal.throwIfAborted();
    for (const problem of problems) warn(problem);
    if (candidates.length === 0) throw refused(`No local branch differs from ${base}.`);
    return { task: null, outcomes: {}, ...(await withBaseFiles(git, candidates.map(labelled), signal)) };
  } finally {
    progress.stop();
  }
}

async function fromRepository(
  patches: readonly { readonly label: string; readonly patch: string }[],
  repo: string,
  base: string | null,
  signal: AbortSignal,
): Promise<Pick<Alternatives, 'candidates' | 'baseFiles'>> {
  const bare = { candidates: patches.map(withId), baseFiles: {} };
  // A base that was named must be there; one that was not is a bonus.
  const git = base === null ? await Git.open(path.resolve(repo)) : await openRepository(path.resolve(repo));
  if (!(git instanceof Git)) return bare;
  const commit = base === null ? await git.resolve('HEAD', signal) : await commitOf(git, base, signal);
  if (commit === null) return bare;
  const based = patches.map(({ label, patch }) => ({ id: label, patch, base: commit }));
  const read = await withBaseFiles(git, based, signal);
  signal.throwIfAborted();
  return read;
}

/** The command line shows labels, so they are its ids. */
function labelled({ label, patch, base }: NewCandidate) {
  return { id: label, patch, base };
}

/** File names without their ending, or whole paths where two names would be the same. */
function labelsOf(paths: readonly string[]): string[] {
  const labels = paths.map(file => path.basename(file).replace(/\.(patch|diff)$/, ''));
  const unambiguous = new Set(labels).size === labels.length;
  if (new Set(paths).size !== paths.length)
    throw new CommandProblem(ExitCode.usage, 'The same file is given twice.');
  return unambiguous ? labels : [...paths];
}

function withId({ label, patch }: { readonly label: string; readonly patch: string }): CandidateInput {
  return { id: label, patch };
}
