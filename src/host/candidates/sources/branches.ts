import * as vscode from 'vscode';
import { readBranches } from '../../../platform/candidates/branches';
import type { CandidateSource } from './candidateSource';
import { pickMany } from './pickMany';

/** Local branches, each with what it changed since it left a base. */
export const branches: CandidateSource = {
  command: 'compareBranches',
  label: 'Branches…',
  detail: 'What each branch changed since it left a base',
  icon: 'git-branch',
  async choose({ git }) {
    const known = await git.branches();
    if (known.length < 2)
      throw new Error('There is only one branch; candidates need a base and another branch.');
    const target = (await git.defaultBranch())?.replace(/^refs\/(heads|remotes\/origin)\//, '');
    const likely = known.find(branch => branch === target);
    const rest = known.filter(branch => branch !== likely).map(label => ({ label }));
    // Where candidates mostly started from is one key away; the others stay in the order of their last commits.
    const bases = likely === undefined ? rest : [{ label: likely, description: 'default branch' }, ...rest];
    const chosenBase = await vscode.window.showQuickPick(bases, {
      title: 'Compare Branches (1 of 2): the base',
      placeHolder: 'The branch that the candidates started from, such as main',
    });
    if (chosenBase === undefined) return null;
    const base = chosenBase.label;
    const chosen = await pickMany(
      'Compare Branches (2 of 2): the candidates',
      'Each branch is one candidate for the task',
      known.filter(branch => branch !== base),
      label => ({ label }),
    );
    return chosen === null ? null : options => readBranches(git, base, chosen, options);
  },
};
