import * as vscode from 'vscode';
import type { Git } from '../../platform/git/git';
import type { Alternative } from './candidate';
import type { ReadPatches } from './fromPatchFiles';

/** Asks for a base and for branches, and takes what each branch changed since it left the base. */
export async function candidatesFromBranches(git: Git): Promise<ReadPatches> {
  const branches = await git.branches();
  if (branches.length < 2) {
    return {
      candidates: [],
      problems: ['There is only one branch; candidates need a base and another branch.'],
    };
  }
  const base = await vscode.window.showQuickPick(branches, {
    title: 'Compare Branches (1 of 2): the base',
    placeHolder: 'The branch that the candidates started from, such as main',
  });
  if (base === undefined) return { candidates: [], problems: [] };
  const chosen = await vscode.window.showQuickPick(
    branches.filter(branch => branch !== base),
    {
      title: 'Compare Branches (2 of 2): the candidates',
      placeHolder: 'Each branch is one candidate for the task',
      canPickMany: true,
    },
  );
  if (chosen === undefined || chosen.length === 0) return { candidates: [], problems: [] };
  return vscode.window.withProgress({ location: { viewId: 'sweRm.panel' } }, () =>
    readBranches(git, base, chosen),
  );
}

export async function readBranches(
  git: Git,
  base: string,
  branches: readonly string[],
): Promise<ReadPatches> {
  const candidates: Omit<Alternative, 'id'>[] = [];
  const problems: string[] = [];
  for (const branch of branches) {
    const start = await git.mergeBase(base, branch);
    const patch = start === null ? null : await git.diff(start, branch);
    if (start === null) problems.push(`${branch} and ${base} have no commit in common; it was not added.`);
    else if (patch === null) problems.push(`The change of ${branch} is too large to read; it was not added.`);
    else if (patch === '')
      problems.push(`${branch} changes nothing since it left ${base}; it was not added.`);
    else candidates.push({ label: branch, origin: { kind: 'branch', branch, base }, patch, base: start });
  }
  return { candidates, problems };
}
