import type { RankPatchesInput, ScorePatchInput } from '../../core/protocol/agentTools';
import { MAX_PATCH_BYTES, parsePatch } from '../../core/patch/parsePatch';
import { withAbove } from '../../core/patch/withAbove';
import type { UnscoredCandidate } from '../../core/ranking/rank';
import { notScored } from '../../core/scoring/notScored';
import type { NotScoredVerdict } from '../../core/scoring/verdict';
import { unfitReason } from '../apply/checkCandidates';
import type { Applicable } from '../apply/planApplication';
import { readBaseFiles } from '../change/baseFiles';
import type { BasedPatch } from '../change/candidateBaseFiles';
import { changeBetween } from '../change/changeBetween';
import { resolveRange } from '../change/changeRange';
import { innerChanges, innerSentence, type InnerAdvice } from '../change/innerChanges';
import type { ReadChange } from '../change/readChange';
import { unreadCandidate } from '../change/unreadCandidate';
import { workingTreeChange } from '../change/workingTree';
import type { Git } from '../git/git';
import { noCommitsYet } from '../git/noCommits';
import { readRepositoryFile } from '../files/repositoryFile';
import { refusal, ToolRefusal } from './toolRefusal';

/** What can be done about a branch that is too large. */
const PART = 'leave generated files out of it, or give a part of it as a patch';

/** An agent cannot choose another repository by itself. */
const ADVICE: InnerAdvice = {
  edited: () => 'these tools judge it when that is their repository',
  moved: (_, range) => `these tools review ${range} when that is their repository`,
};

/**
 * The patch that is given as text or in a file, else what the working tree has changed.
 *
 * @param exclude files that are about a change rather than part of it
 * @throws ToolRefusal when there is none that could be scored
 */
export async function readGivenChange(
  git: Git,
  { patch, patch_file: file, base = 'HEAD' }: ScorePatchInput,
  exclude: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<ReadChange> {
  if (patch !== undefined && file !== undefined)
    throw new ToolRefusal('invalidInput', 'Give "patch" or "patch_file", not both.');
  if (patch === undefined && file === undefined) return uncommittedChange(git, base, exclude, signal);
  const commit = await commitOf(git, base, signal);
  const text = patch ?? (await textOf(git, file ?? ''));
  if (typeof text !== 'string') throw refusal(text);
  const reason = await unfitReason(git, { patch: text, base: commit }, signal);
  if (reason !== null) throw new ToolRefusal('notScored', unfitSentence(reason));
  const { files, problems } = parsePatch(text);
  const baseFiles = await readBaseFiles(git, commit, files, signal);
  return {
    files: withAbove(files, baseFiles),
    patch: text,
    baseFiles,
    problems: problems.map(({ message }) => message),
  };
}

/** Of an agent that has committed its work the diff is often against an earlier commit than the one that is taken by default. */
function unfitSentence(reason: string): string {
  const { message } = notScored('doesNotApply', reason);
  return message.replace(/\.$/, ', or name in "base" the commit that it was made from.');
}

async function uncommittedChange(
  git: Git,
  base: string,
  exclude: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<ReadChange> {
  const commit = await commitOf(git, base, signal);
  const change = await workingTreeChange(git, commit, { unsaved: [], exclude }, signal);
  if (change.kind === 'tooLarge') throw refusal(notScored('tooLarge'));
  const inner = await innerChanges(git, commit, change, signal);
  const apart = inner.map(one => innerSentence(one, ADVICE));
  const { files, patch } = change;
  if (files.length === 0) {
    const sentence = `The working tree has no change since ${base}; edit a file or give a patch.`;
    throw new ToolRefusal('noChange', [sentence, ...apart].join(' '));
  }
  const baseFiles = await readBaseFiles(git, commit, files, signal);
  return { files: withAbove(files, baseFiles), patch, baseFiles, problems: [...change.problems, ...apart] };
}

/**
 * The candidates that are given as texts, in files and by branches, and the verdicts on those that cannot be judged: they take
 * nothing from the others. A name that stands for nothing is refused, though: whoever mistyped it would take the answer for one
 * on all of them.
 */
export async function readGivenCandidates(
  git: Git,
  { patches, base = 'HEAD' }: RankPatchesInput,
  signal: AbortSignal,
): Promise<{ readonly found: readonly BasedPatch[]; readonly unread: readonly UnscoredCandidate[] }> {
  if (new Set(patches.map(({ name }) => name)).size !== patches.length)
    throw new ToolRefusal('invalidInput', 'Two candidates have the same name; give each its own.');
  const commit = await commitOf(git, base, signal);
  const found: BasedPatch[] = [];
  const unread: UnscoredCandidate[] = [];
  for (const { name, patch, patch_file: file, branch } of patches) {
    if ([patch, file, branch].filter(given => given !== undefined).length !== 1)
      throw new ToolRefusal('invalidInput', `Give "${name}" exactly one of patch, patch_file and branch.`);
    if (branch === undefined) {
      const text = patch ?? (await textOf(git, file ?? ''));
      if (typeof text === 'string') found.push({ id: name, patch: text, base: commit });
      else unread.push({ id: name, verdict: text });
    } else {
      const read = await readBranch(git, base, branch, signal);
      if ('patch' in read) found.push({ id: name, ...read });
      else unread.push({ id: name, verdict: read });
    }
  }
  return { found, unread };
}

/** What a branch changed since it left the base, or the verdict on it where git cannot read that. */
async function readBranch(
  git: Git,
  base: string,
  branch: string,
  signal: AbortSignal,
): Promise<Applicable | NotScoredVerdict> {
  try {
    const range = await resolveRange(git, branch, base, signal);
    if ('problem' in range) throw new ToolRefusal('unknownRevision', range.problem);
    const { label, base: from, head: to } = range;
    const change = await changeBetween(git, { label, from, to }, PART, signal);
    if ('patch' in change) return { patch: change.patch, base: from };
    return { kind: 'notScored', reason: change.reason, message: change.problem };
  } catch (error) {
    return unreadCandidate(error);
  }
}

/** The diff in a file, or the verdict on one that is too large. */
async function textOf(git: Git, file: string): Promise<string | NotScoredVerdict> {
  const read = await readRepositoryFile(git, file, MAX_PATCH_BYTES);
  if (read.kind === 'read') return read.text;
  if (read.kind === 'tooLarge') return notScored('tooLarge', read.problem);
  throw new ToolRefusal('unreadable', read.problem);
}

async function commitOf(git: Git, base: string, signal: AbortSignal): Promise<string> {
  const commit = await git.resolve(base, signal);
  if (commit !== null) return commit;
  const sentence = `There is no commit "${base}"; name another base.`;
  throw new ToolRefusal('unknownRevision', (await noCommitsYet(git, signal)) ?? sentence);
}
