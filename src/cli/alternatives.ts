import { stat } from 'node:fs/promises';
import * as path from 'node:path';
import type { NewCandidate, ReadCandidates } from '../core/candidates/candidate';
import { groupBy } from '../core/evaluation/grouping';
import { instancesOf } from '../core/candidates/predictions';
import { fitsBase } from '../core/patch/fitsBase';
import { parsePatch } from '../core/patch/parsePatch';
import type { UnscoredCandidate } from '../core/ranking/rank';
import { notScored } from '../core/scoring/notScored';
import type { NotScoredReason } from '../core/scoring/verdict';
import { byCodeUnit } from '../core/text/byCodeUnit';
import { shortRef } from '../core/text/shortRef';
import { MAX_REQUEST_CANDIDATES, type CandidateInput } from '../core/protocol/scorer';
import type { Task } from '../core/task/task';
import { readBranches } from '../platform/candidates/branches';
import { readForRanking, type ReadForRanking } from '../platform/candidates/readForRanking';
import { readCommits } from '../platform/candidates/commits';
import { openPredictions, predictedCandidates } from '../platform/candidates/predictions';
import type { ReadItems } from '../platform/candidates/readEach';
import type { ReadOptions } from '../platform/candidates/readOptions';
import { namedStashes, readStashes } from '../platform/candidates/stashes';
import { otherWorktrees, readWorktrees } from '../platform/candidates/worktrees';
import type { BasedPatch } from '../platform/change/candidateBaseFiles';
import type { Git, Ref } from '../platform/git/git';
import { misused, refused } from './exitCode';
import { readPatches, type LabelledPatch } from './readPatches';
import { checkFile } from './readText';
import { commitOf, openRepository, readAround, unreadRepository } from './repository';
import type { RepositorySource } from './repositorySource';
import { readTaskFolder } from './taskFolder';
import { taskFiles } from './taskOption';
import { startProgress, warn } from './terminal';

/** Of a repository with more, nobody wants all of them ranked: those that were committed to last are looked at. */
const MAX_BRANCHES = 1_000;

/** What a ranking is made from. */
export interface Alternatives extends ReadForRanking {
  /** Of the task folder; null elsewhere. */
  readonly task: Task | null;
  /** Published outcomes by label; empty when nobody knows. */
  readonly outcomes: Readonly<Record<string, boolean>>;
}

/** One folder of patches, or patch files; these find their base files in the repository around `repo`, if there is one. */
export async function alternativesFromFiles(
  paths: readonly string[],
  place: { readonly repo: string; readonly base: string | null },
  signal: AbortSignal,
): Promise<Alternatives> {
  const [first] = paths;
  if (first !== undefined && paths.length === 1 && (await stat(first).catch(() => null))?.isDirectory()) {
    const { task, patches, baseFiles, outcomes } = await readTaskFolder(first, signal);
    const read =
      Object.keys(baseFiles).length > 0
        ? fromFolder(patches, baseFiles)
        : await fromRepository(patches, place, signal);
    return { task, outcomes, ...read };
  }
  const files = labelled(paths);
  // Whoever mistyped a name would take the ranking of the others for one of all.
  for (const file of paths) if (file !== '-') await checkFile(file);
  const patches = await readPatches(files, signal);
  return { task: null, outcomes: {}, ...(await fromRepository(patches, place, signal)) };
}

/** Candidates that the repository around a folder holds, each read at its own base. */
export async function alternativesFromRepository(
  source: RepositorySource,
  { repo, taskFile }: { readonly repo: string; readonly taskFile: string | null },
  signal: AbortSignal,
): Promise<Alternatives> {
  const git = await openRepository(path.resolve(repo));
  const progress = startProgress('Reading candidates');
  try {
    const onProgress = (done: number, total: number) =>
      progress.update(`Read ${done} of ${total} candidates`);
    const { candidates, problems, failed } = await readSource(git, source, {
      signal,
      onProgress,
      exclude: await taskFiles(git, { repo, taskFile }),
    });
    signal.throwIfAborted();
    for (const problem of problems) warn(problem);
    if (candidates.length === 0)
      throw refused(failed.length > 0 ? 'No candidate could be read.' : nothingIn(source));
    if (candidates.length > MAX_REQUEST_CANDIDATES)
      throw refused(
        `There are ${candidates.length} candidates; at most ${MAX_REQUEST_CANDIDATES} are ranked together.`,
      );
    const read = await readForRanking(git, withUniqueNames(candidates), signal);
    return { task: null, outcomes: {}, ...read };
  } finally {
    progress.stop();
  }
}

/** Why a source gave nothing, and what would. */
function nothingIn(source: RepositorySource): string {
  switch (source.kind) {
    case 'branches':
      return `No local branch has a change since ${source.base} that can be read; name an older base.`;
    case 'worktrees':
      return `No other worktree has a change since ${source.base} that can be read; "git worktree add" makes one.`;
    case 'stashes':
      return 'There is no stash to rank; "git stash" makes one.';
    case 'range':
      return `No commit of ${source.from}..${source.to} has a change that can be read; name another range.`;
    case 'predictions':
      return `${source.file} holds no prediction to rank.`;
  }
}

async function readSource(
  git: Git,
  source: RepositorySource,
  options: ReadOptions,
): Promise<ReadItems<unknown>> {
  const { signal } = options;
  switch (source.kind) {
    case 'branches': {
      await commitOf(git, source.base, signal);
      const branches = await git.refs(['refs/heads/'], MAX_BRANCHES, signal);
      const others = branches.filter(({ name }) => shortRef(name) !== source.base);
      const { names, problems } = oneForEachCommit(others);
      const read = await readBranches(git, source.base, names, options);
      return { ...read, problems: [...problems, ...read.problems] };
    }
    case 'worktrees': {
      const base = await commitOf(git, source.base, signal);
      return readWorktrees(base, await otherWorktrees(git, signal), options);
    }
    case 'stashes':
      return readStashes(git, await namedStashes(git, signal), options);
    case 'range': {
      for (const end of [source.from, source.to]) await commitOf(git, end, signal, 'name another range');
      const commits = await git.commitsBetween(source.from, source.to, MAX_REQUEST_CANDIDATES, signal);
      return readCommits(git, commits ?? [], options);
    }
    case 'predictions':
      return { ...(await fromPredictions(git, source, signal)), failed: [] };
  }
}

/** One branch for each commit, by name: as a second answer a copy of a branch would agree with it, and raise both scores. */
function oneForEachCommit(refs: readonly Ref[]): {
  readonly names: readonly string[];
  readonly problems: readonly string[];
} {
  const byName = [...refs].sort((a, b) => byCodeUnit(a.name, b.name));
  const groups = [...groupBy(byName, ({ commit }) => commit).values()].map(same =>
    same.map(({ name }) => name),
  );
  return {
    names: groups.flatMap(([first]) => first ?? []),
    problems: groups.flatMap(([first = '', ...copies]) =>
      copies.map(copy => `${shortRef(copy)} is at the same commit as ${shortRef(first)}; it was not added.`),
    ),
  };
}

async function fromPredictions(
  git: Git,
  { file, instance, base }: Extract<RepositorySource, { kind: 'predictions' }>,
  signal: AbortSignal,
): Promise<ReadCandidates> {
  await checkFile(file);
  const { predictions, problems } = await openPredictions(file);
  const instances = instancesOf(predictions);
  const [only] = instances;
  if (only === undefined) throw refused(problems.join(' ') || `${file} holds no predictions.`);
  if (instance === null && instances.length > 1)
    throw misused(
      `${file} holds predictions for ${instances.length} instances; choose one with --instance, such as ${only}.`,
    );
  const read = predictedCandidates(file, predictions, instance ?? only, await commitOf(git, base, signal));
  return { ...read, problems: [...problems, ...read.problems] };
}

/** The command line shows labels, so they are its ids; two of one name get a number. */
function withUniqueNames(candidates: readonly NewCandidate[]): readonly BasedPatch[] {
  const times = new Map<string, number>();
  return candidates.map(({ label, patch, base }) => {
    const time = (times.get(label) ?? 0) + 1;
    times.set(label, time);
    return { id: time === 1 ? label : `${label} (${time})`, patch, base };
  });
}

/** The folder's own base files say what applies. */
function fromFolder(
  patches: readonly LabelledPatch[],
  baseFiles: Readonly<Record<string, string>>,
): ReadForRanking {
  const candidates: CandidateInput[] = [];
  const unscored: UnscoredCandidate[] = [];
  for (const { label, patch } of patches) {
    const fit = fitsBase(parsePatch(patch), baseFiles);
    if (fit.kind === 'unfit') unscored.push({ id: label, verdict: notScored('doesNotApply', fit.reason) });
    else candidates.push({ id: label, patch });
  }
  return { candidates, baseFiles, unscored };
}

function fromRepository(
  patches: readonly LabelledPatch[],
  place: { readonly repo: string; readonly base: string | null },
  signal: AbortSignal,
): Promise<ReadForRanking> {
  const bare = { candidates: patches.map(withId), baseFiles: {}, unscored: [] };
  return readAround(place, patches.length, bare, git => around(git, bare, patches, place.base, signal));
}

/** Patches with the code around them, where they apply. */
async function around(
  git: Git,
  bare: ReadForRanking,
  patches: readonly LabelledPatch[],
  base: string | null,
  signal: AbortSignal,
): Promise<ReadForRanking> {
  const commit = base === null ? await git.resolve('HEAD', signal) : await commitOf(git, base, signal);
  if (commit === null) return bare;
  const based = patches.map(({ label, patch }) => ({ id: label, patch, base: commit }));
  const read = await readForRanking(git, based, signal);
  const refused = (reason: NotScoredReason) =>
    read.unscored.filter(({ verdict }) => verdict.reason === reason);
  const [unread] = refused('unreadable');
  if (base === null && unread !== undefined) {
    warn(unreadRepository(unread.verdict.message, patches.length));
    return bare;
  }
  // Where nobody named a base, HEAD is a guess. When nothing applies there, the guess was wrong, not the patches.
  const isReadable = ({ patch }: { readonly patch: string }) => parsePatch(patch).files.length > 0;
  const unfit = refused('doesNotApply').length;
  if (base === null && unfit > 0 && unfit === patches.filter(isReadable).length) {
    warn(
      'None of the patches applies to HEAD, so they are scored without the code around them; name their commit with --base.',
    );
    return bare;
  }
  return read;
}

/** Files by their names without the ending, or by their paths where two names would be the same. */
function labelled(paths: readonly string[]): readonly { readonly label: string; readonly path: string }[] {
  if (new Set(paths).size !== paths.length) throw misused('The same file is given twice.');
  const files = paths.map(file => ({
    label: path.basename(file).replace(/\.(patch|diff)$/, ''),
    path: file,
  }));
  const unambiguous = new Set(files.map(({ label }) => label)).size === files.length;
  return unambiguous ? files : paths.map(file => ({ label: file, path: file }));
}

function withId({ label, patch }: LabelledPatch): CandidateInput {
  return { id: label, patch };
}
