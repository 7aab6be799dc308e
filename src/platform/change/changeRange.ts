import { parsePatch } from '../../core/patch/parsePatch';
import { withAbove } from '../../core/patch/withAbove';
import type { NotScoredReason } from '../../core/scoring/verdict';
import { shortRef } from '../../core/text/shortRef';
import type { Git } from '../git/git';
import { noCommitsYet } from '../git/noCommits';
import type { GitProblem } from '../git/noRepository';
import { movedSubmodules, type MovedSubmodule } from '../git/submodules';
import { readBaseFiles } from './baseFiles';
import { changeBetween, tooLargeSentence } from './changeBetween';
import type { ReadChange } from './readChange';

/** A change between two commits, by the name people have for it. */
export interface ChangeRange {
  /** "feature, since main" */
  readonly label: string;
  /** Full commit ids. */
  readonly base: string;
  readonly head: string;
}

/** A range as it was asked for: what it was asked for by may name other commits later. */
export interface AskedRange extends ChangeRange {
  /** Names the head: a branch, `HEAD`; a commit by its id stays where it is. */
  readonly tip: string;
  /** What to ask for once the tip has moved on, as `resolveRange` reads it. */
  readonly anew: string;
}

/** A range with what it changes. */
export interface RangeChange extends ChangeRange, ReadChange {}

/** Why a range is not read. */
interface UnreadRange extends GitProblem {
  readonly reason: Extract<NotScoredReason, 'emptyPatch' | 'tooLarge' | 'unreadable'>;
}

/** Refs that can be reviewed, apart from tags: branches, remotes' branches, heads of pull and merge requests. */
export const REVIEWABLE_REFS = [
  'refs/heads/',
  'refs/remotes/',
  'refs/pull/',
  'refs/merge-requests/',
] as const;

/** More submodules than people move at once. */
const MAX_SUBMODULES = 20;

/** What can be done about a change that is too large. */
const PART = 'review a part of it';

/** What helps where history was cut off when it was fetched. */
const DEEPEN = 'run "git fetch --unshallow" first';

/** Both ends of `A..B` or `A...B`; null when the text is no range. An end that is left out is HEAD. */
export function parseRange(text: string): { readonly from: string; readonly to: string } | null {
  const [, from, to] = /^(.*?)\.{2,3}(.*)$/s.exec(text.trim()) ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return null;
  return { from: from.trim() || 'HEAD', to: to.trim() || 'HEAD' };
}

/**
 * What a person means by a revision or a range:
 *
 * - `A..B`, `A...B`: what B changed since it left A (never what A gained meanwhile);
 * - a branch or the head of a pull request: what it changed since it left `since`, or the default branch;
 * - `HEAD` where that is nothing, as on the default branch: its last commit, which HEAD names too;
 * - any other revision: the one commit, compared with its first parent.
 *
 * @param since the branch that the change goes into; null: the repository's default branch
 */
export async function resolveRange(
  git: Git,
  text: string,
  since: string | null,
  signal: AbortSignal,
): Promise<ChangeRange | GitProblem> {
  const range = parseRange(text);
  if (range !== null) return sinceTheyParted(git, range.from, range.to, signal);
  const revision = text.trim();
  // git would take no name for HEAD: a script whose variable is not set would review the wrong change.
  if (revision === '') return { problem: 'No change is named; give a branch, a commit or a range A..B.' };
  const name = await git.refName(revision, signal);
  if (since !== null) return sinceTheyParted(git, since, revision, signal);
  const target = await git.defaultBranch(signal);
  if (name !== null && target !== null && name !== target && !name.startsWith('refs/tags/')) {
    const own = await sinceTheyParted(git, target, revision, signal);
    if (revision !== 'HEAD' || 'problem' in own || own.base !== own.head) return own;
  }
  return oneCommit(git, revision, signal);
}

/**
 * As `resolveRange`, of what a person asked for.
 *
 * @throws in one sentence where there is nothing to review
 */
export async function askedRange(git: Git, text: string, signal: AbortSignal): Promise<AskedRange> {
  const range = await resolveRange(git, text, null, signal);
  if ('problem' in range) throw new Error(range.problem);
  const refusal = refuseNoCommits(range);
  if (refusal !== null) throw new Error(refusal.problem);
  return { ...range, tip: parseRange(text)?.to ?? text.trim(), anew: text };
}

async function sinceTheyParted(
  git: Git,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<ChangeRange | GitProblem> {
  for (const revision of [from, to])
    if ((await git.resolve(revision, signal)) === null) return unknownRevision(git, revision, signal);
  const [base, head] = [await git.mergeBase(from, to, signal), await git.resolve(to, signal)];
  if (base === null || head === null) {
    const names = `${shortRef(from)} and ${shortRef(to)}`;
    return {
      problem: (await git.isShallow(signal))
        ? `${names} have no commit in common in this shallow clone; ${DEEPEN}.`
        : `${names} have no commit in common; name another base.`,
    };
  }
  return { label: `${shortRef(to)}, since ${shortRef(from)}`, base, head };
}

async function oneCommit(git: Git, revision: string, signal: AbortSignal): Promise<ChangeRange | GitProblem> {
  const head = await git.resolve(revision, signal);
  if (head === null) return unknownRevision(git, revision, signal);
  const base = await git.resolve(`${head}^`, signal);
  if (base === null)
    return {
      problem: (await git.isShallow(signal))
        ? `The parent of ${shortRef(revision)} was not fetched into this shallow clone; ${DEEPEN}.`
        : `${shortRef(revision)} is the first commit: there is nothing before it to compare with.`,
    };
  return { label: `commit ${head.slice(0, 10)}`, base, head };
}

/** What helps where there is nothing to review. */
const ANOTHER = 'choose another change, or a range such as HEAD~1..HEAD';

/** Why there is nothing in a range, where that is seen without reading it: a branch that was merged has no commits left. */
export function refuseNoCommits({ label, base, head }: ChangeRange): UnreadRange | null {
  if (base !== head) return null;
  const problem = `There is nothing to review in ${label}: it has no commits of its own; ${ANOTHER}.`;
  return { reason: 'emptyPatch', problem };
}

/** What a range changes. */
export async function readRange(
  git: Git,
  range: ChangeRange,
  signal: AbortSignal,
): Promise<RangeChange | UnreadRange> {
  const refusal = refuseNoCommits(range);
  if (refusal !== null) return refusal;
  const change = { label: range.label, from: range.base, to: range.head };
  const diff = await changeBetween(git, change, PART, signal);
  if ('problem' in diff) return diff;
  const { patch } = diff;
  const read = parsePatch(patch);
  if (read.problems.some(({ code }) => code === 'tooLarge'))
    return { reason: 'tooLarge', problem: await tooLargeSentence(git, change, PART, signal) };
  const submodules = await movedSubmodules(git, range.base, range.head, signal);
  const apart = submodules.slice(0, MAX_SUBMODULES).map(submoduleSentence);
  if (patch === '')
    return {
      reason: 'emptyPatch',
      problem:
        apart.length > 0
          ? `No file changes in ${range.label}. ${apart.join(' ')}`
          : `No file changes in ${range.label}; ${ANOTHER}.`,
    };
  const { files, problems } = read;
  const baseFiles = await readBaseFiles(git, range.base, files, signal);
  return {
    ...range,
    files: withAbove(files, baseFiles),
    patch,
    baseFiles,
    problems: [...problems.map(({ message }) => message), ...apart],
  };
}

/** git keeps a submodule's change apart from that of the repository around it. */
function submoduleSentence({ path, before, after }: MovedSubmodule): string {
  if (before === null) return `The submodule ${path} is new; its content is not included.`;
  if (after === null) return `The submodule ${path} is removed; its content is not included.`;
  const [from, to] = [before.slice(0, 10), after.slice(0, 10)];
  return `The submodule ${path} moves from ${from} to ${to}; those changes are not included, so review ${from}..${to} there.`;
}

async function unknownRevision(git: Git, revision: string, signal: AbortSignal): Promise<GitProblem> {
  const none = await noCommitsYet(git, signal);
  if (none !== null) return { problem: none };
  return {
    problem: (await git.isShallow(signal))
      ? `There is no commit "${revision}" in this shallow clone; ${DEEPEN}, or name another one.`
      : `There is no commit "${revision}" in this repository; fetch it, or name another one.`,
  };
}
