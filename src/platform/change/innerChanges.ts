import * as path from 'node:path';
import { countText } from '../../core/text/countText';
import { isSecretFile } from '../../core/capture/secretFiles';
import { Git } from '../git/git';
import { GitFailure } from '../git/gitFailure';
import { damagedSentence, type GitProblem } from '../git/noRepository';
import { repositoriesInside, type InnerRepository } from '../git/innerRepositories';
import { submodulesAt } from '../git/submodules';
import { workingTreeChange, type UnsavedText, type WorkingTreeChange } from './workingTree';

/** Each takes three calls of git; a repository with more submodules has most of them from elsewhere. */
const MAX_LOOKED = 20;

/** What changed in a repository inside of another, which git keeps apart from the change of that one. */
export interface InnerChange {
  /** From the root of the outer repository, `/`-separated. */
  readonly path: string;
  readonly kind: InnerRepository['kind'];
  /** Null: something is not committed there. Else all is, and the submodule stands at another commit than the base names. */
  readonly moved: { readonly from: string; readonly to: string } | null;
}

/** A change, or what is not known because git failed at it: the change around it is there all the same. */
export type InnerFinding = InnerChange | GitProblem;

/**
 * The repositories inside of a repository that have changed, in the order in which they are listed: a change of theirs is no
 * part of the outer one's, and whoever edits there would otherwise read that nothing has changed.
 *
 * @param base full commit id, of the outer repository
 * @param change what changed in the outer one
 */
export async function innerChanges(
  git: Git,
  base: string,
  { repositories }: Extract<WorkingTreeChange, { kind: 'read' }>,
  signal: AbortSignal,
): Promise<readonly InnerFinding[]> {
  try {
    const inside = await repositoriesInside(git, repositories, signal);
    return await changesInside(git, base, inside, [], signal);
  } catch (error) {
    return [unknownInside(error)];
  }
}

/** That git failed at the list of the repositories inside. Any other error is thrown on. */
export function unknownInside(error: unknown): GitProblem {
  if (!GitFailure.is(error)) throw error;
  return { problem: `What changed in submodules is not known, because ${error.message}` };
}

/**
 * As `innerChanges`, where the repositories inside are known.
 *
 * @param unsaved texts of the editor that are not on the disk, by their paths from the root of the outer repository
 */
export async function changesInside(
  git: Git,
  base: string,
  repositories: readonly InnerRepository[],
  unsaved: readonly UnsavedText[],
  signal: AbortSignal,
): Promise<readonly InnerFinding[]> {
  const changes: InnerFinding[] = [];
  const inside = repositories.slice(0, MAX_LOOKED);
  const submodules = inside.filter(({ kind }) => kind === 'submodule').map(inner => inner.path);
  const named = await submodulesAt(git, base, submodules, signal);
  for (const inner of inside) {
    const at = named.get(inner.path) ?? null;
    try {
      const own = await openInner(inner, at !== null);
      const change = own === null ? null : await changeOf(inner, own, at, unsaved, signal);
      if (change !== null) changes.push(change);
    } catch (error) {
      if (!GitFailure.is(error)) throw error;
      changes.push({ problem: `What changed in ${nameOf(inner)} is not known, because ${error.message}` });
    }
  }
  const left = repositories.length - inside.length;
  if (left > 0)
    changes.push({
      problem: `What changed in ${countText(left, 'more repository', 'more repositories')} inside this one is not included and was not looked for; choose or name the one that you work in.`,
    });
  return changes;
}

/**
 * A repository inside of another; null when its files are the outer one's.
 *
 * @param isNamed whether the outer one's commit names it, so that git takes none of its files for the outer one's
 * @throws GitFailure when it cannot be read
 */
async function openInner({ place }: InnerRepository, isNamed: boolean): Promise<Git | null> {
  const own = await Git.open(place);
  if (!(own instanceof Git)) throw new GitFailure(own.problem);
  if (own.below === '') return own;
  if (isNamed) throw new GitFailure(damagedSentence(place));
  return null;
}

async function changeOf(
  { path: place, kind }: InnerRepository,
  git: Git,
  named: string | null,
  unsaved: readonly UnsavedText[],
  signal: AbortSignal,
): Promise<InnerChange | null> {
  const standing = await git.standing(signal);
  if (standing === null) return { path: place, kind, moved: null };
  const { head, changed, untracked } = standing;
  if (head === null) return null;
  const fresh = untracked.some(file => !file.endsWith('/') && !isSecretFile(file));
  if (changed || fresh || (await isEdited(git, head, place, unsaved, signal)))
    return { path: place, kind, moved: null };
  return named === null || named === head ? null : { path: place, kind, moved: { from: named, to: head } };
}

/** Whether something was typed there that is not saved. */
async function isEdited(
  git: Git,
  head: string,
  place: string,
  unsaved: readonly UnsavedText[],
  signal: AbortSignal,
): Promise<boolean> {
  const own = unsaved.flatMap(({ path: file, text }) =>
    file.startsWith(`${place}/`) ? [{ path: path.posix.relative(place, file), text }] : [],
  );
  if (own.length === 0) return false;
  const change = await workingTreeChange(git, head, { unsaved: own, exclude: new Set() }, signal);
  return change.kind === 'tooLarge' || change.patch !== '';
}

/** Who is told of it may do something about it. */
export interface InnerAdvice {
  /** Ends the sentence on what is not committed there. */
  readonly edited: (path: string) => string;
  /** Ends the sentence on a submodule at another commit. */
  readonly moved: (path: string, range: string) => string;
}

/** One sentence: that this is no part of the change, and what to do about it. */
export function innerSentence(finding: InnerFinding, advice: InnerAdvice): string {
  if ('problem' in finding) return finding.problem;
  const { path: place, moved } = finding;
  if (moved === null) return `What changed in ${nameOf(finding)} is not included; ${advice.edited(place)}.`;
  const range = `${moved.from.slice(0, 8)}..${moved.to.slice(0, 8)}`;
  return `The submodule ${place} is at a different commit from the one in the base; ${advice.moved(place, range)}.`;
}

function nameOf({ path: place, kind }: Pick<InnerChange, 'path' | 'kind'>): string {
  return kind === 'submodule' ? `the submodule ${place}` : `${place}, a repository of its own,`;
}
