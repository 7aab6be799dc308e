import { lstat, readdir } from 'node:fs/promises';
import * as path from 'node:path';
import { formatPatch } from '../../core/patch/formatPatch';
import { targetRefusal } from '../../core/patch/targetPath';
import { isInside } from '../files/isInside';
import { withoutFilters } from '../git/contentFilters';
import type { Git } from '../git/git';
import { reasonOf, stdoutOf } from '../git/gitFailure';
import { runGit, type NoAnswer } from '../git/runGit';
import { ScratchIndex } from '../git/scratchIndex';
import { applyFailureText } from './applyFailure';
import { wholePatch, type Applicable, type WholePatch } from './planApplication';

type Applied =
  | { readonly kind: 'done'; readonly commit: string }
  | { readonly kind: 'refused'; readonly sentence: string };

/**
 * A new branch at the candidate's base with one commit that holds its change. The working tree, its index and the branch
 * that is checked out stay as they are.
 */
export async function applyToNewBranch(
  git: Git,
  candidate: Applicable,
  branch: string,
  message: string,
): Promise<Applied> {
  const refusal = await refuseBranch(git, branch);
  if (refusal !== null) return refused(refusal);
  const read = checkedPatch(candidate.patch);
  if (read.kind === 'refused') return read;
  const text = formatPatch(read.files);
  const scratch = await ScratchIndex.at(git, candidate.base, undefined, 'repository');
  try {
    const failure = await scratch.apply(text);
    if (failure !== null) return refused(applyFailureText(failure, read));
    const tree = await scratch.writeTree();
    const made = await runGit(git.root, ['commit-tree', '--no-gpg-sign', '-p', candidate.base, tree], {
      input: message,
    });
    if (made.kind !== 'done') return refused(commitFailure(made));
    const commit = made.stdout.toString('utf8').trim();
    // The empty old value says that there must be none of this name yet.
    const created = await runGit(git.root, ['update-ref', `refs/heads/${branch}`, commit, '']);
    if (created.kind !== 'done')
      return refused(`The branch ${branch} could not be created: ${reasonOf(created)}.`);
    return { kind: 'done', commit };
  } finally {
    await scratch.dispose();
  }
}

/**
 * A new worktree in a folder of its own, on a new branch at the candidate's base, with the candidate's change in it,
 * staged and not committed. When anything fails, folder and branch are gone again.
 */
export async function applyToNewWorktree(
  git: Git,
  candidate: Applicable,
  folder: string,
  branch: string,
): Promise<Applied> {
  const refusal = (await refuseBranch(git, branch)) ?? (await refuseFolder(git, folder));
  if (refusal !== null) return refused(refusal);
  const read = checkedPatch(candidate.patch);
  if (read.kind === 'refused') return read;
  const text = formatPatch(read.files);
  const scratch = await ScratchIndex.at(git, candidate.base);
  try {
    const failure = await scratch.check(text);
    if (failure !== null) return refused(applyFailureText(failure, read));
  } finally {
    await scratch.dispose();
  }
  const filters = await withoutFilters(git.root);
  const added = await runGit(git.root, [
    ...filters,
    ...['worktree', 'add', '--quiet', '--no-track', '-b', branch, '--', folder, candidate.base],
  ]);
  const applied =
    added.kind === 'done'
      ? await runGit(
          folder,
          [...filters, 'apply', '--index', '--whitespace=nowarn', '--no-ignore-whitespace', '-'],
          {
            input: text,
          },
        )
      : added;
  if (applied.kind === 'done') return { kind: 'done', commit: candidate.base };
  // Where git made none there may be one of somebody else's, such as on a disk that is not at hand.
  if (added.kind === 'done') await runGit(git.root, ['worktree', 'remove', '--force', '--', folder]);
  await runGit(git.root, ['update-ref', '-d', `refs/heads/${branch}`, candidate.base]);
  return refused(`The worktree could not be created: ${reasonOf(applied)}.`);
}

/** Takes a branch away again; false when it is no longer where it was made, or somebody works on it: what is checked out would have no commit. */
export async function removeBranch(git: Git, branch: string, commit: string): Promise<boolean> {
  if ((await git.worktrees()).some(tree => tree.branch === branch)) return false;
  const answer = await runGit(git.root, ['update-ref', '-d', `refs/heads/${branch}`, commit]);
  if (answer.kind === 'failed' && /but expected|unable to resolve reference/.test(answer.message))
    return false;
  stdoutOf(`delete the branch ${branch}`, answer);
  return true;
}

/** Why a branch of this name cannot be made, as one sentence; null when it can. */
export async function refuseBranch(git: Git, branch: string): Promise<string | null> {
  const valid = await runGit(git.root, ['check-ref-format', '--branch', branch]);
  if (branch.startsWith('-') || (valid.kind === 'failed' && typeof valid.code === 'number'))
    return `"${branch}" is not a valid branch name; leave out spaces and special characters.`;
  stdoutOf(`check the name ${branch}`, valid);
  if ((await git.resolve(`refs/heads/${branch}`)) !== null)
    return `A branch ${branch} already exists; choose another name.`;
  return null;
}

/** Why a worktree cannot be made in a folder, as one sentence; null when it can. */
export async function refuseFolder(git: Git, folder: string): Promise<string | null> {
  if (!path.isAbsolute(folder))
    return `${folder} is not an absolute path; give the whole path of the new folder.`;
  if (isInside(git.root, folder) || isInside(git.realRoot, folder))
    return `${folder} is inside the repository itself; choose a folder beside it.`;
  const status = await lstat(folder).catch(() => null);
  if (status === null) return null;
  if (!status.isDirectory()) return `${folder} is a file; choose a folder that does not exist yet.`;
  return (await readdir(folder)).length === 0 ? null : `${folder} is not empty; choose another folder.`;
}

/** The whole patch, when none of its names is refused. The disk is a new one, so only the names are looked at. */
function checkedPatch(patch: string): WholePatch {
  const read = wholePatch(patch);
  if (read.kind === 'refused') return read;
  for (const { oldPath, newPath } of read.files) {
    // A name that is there already is as good as it was; only a new one can do harm.
    if (newPath === null || newPath === oldPath) continue;
    const refusal = targetRefusal(newPath);
    if (refusal !== null) return refused(`The path ${JSON.stringify(newPath)} is refused: it ${refusal}.`);
  }
  return read;
}

function refused(sentence: string) {
  return { kind: 'refused', sentence } as const;
}

function commitFailure(answer: NoAnswer): string {
  const message = answer.kind === 'failed' ? answer.message : '';
  if (/empty ident|tell me who you are|user\.name|auto-detect/i.test(message))
    return 'git does not know your name; set user.name and user.email, then try again.';
  return `The commit could not be made: ${reasonOf(answer)}.`;
}
