import * as vscode from 'vscode';
import { readBranches } from '../../../platform/candidates/branches';
import { comparableBranches, MAX_LISTED_BRANCHES } from '../../../platform/candidates/comparableBranches';
import { NothingToDo } from '../../nothingToDo';
import { namedRows } from '../namedRows';
import type { CandidateSource } from './candidateSource';
import { listedWords, pickMany } from './pickMany';

/** Branches, here and of remotes, each with what it changed since it left a base. */
export const branches: CandidateSource = {
  command: 'compareBranches',
  label: 'Branches…',
  detail: 'What each branch changed since it left a base',
  icon: 'git-branch',
  async choose({ git }) {
    const { branches: known, refs: listed } = await comparableBranches(git);
    const cut = listedWords(listed, MAX_LISTED_BRANCHES);
    if (known.length < 2)
      throw new NothingToDo(
        'There is no second branch to compare; candidates need a base and another branch.',
      );
    const base = await vscode.window.showQuickPick(namedRows(known), {
      title: 'Compare Branches (1 of 2): the base',
      placeHolder: `The branch that the candidates started from, such as main${cut}`,
    });
    if (base === undefined) return null;
    const chosen = await pickMany(
      'Compare Branches (2 of 2): the candidates',
      `Each branch is one candidate for the task${cut}`,
      known.filter(({ ref }) => ref !== base.ref),
      branch => branch,
    );
    if (chosen === null) return null;
    const refs = chosen.map(({ ref }) => ref);
    return options => readBranches(git, base.ref, refs, options);
  },
};
