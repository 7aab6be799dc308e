import { otherWorktrees, readWorktrees } from '../../../platform/candidates/worktrees';
import { NothingToDo } from '../../nothingToDo';
import type { CandidateSource } from './candidateSource';
import { pickMany } from './pickMany';

/** The repository's other worktrees, with what is not committed there. */
export const worktrees: CandidateSource = {
  command: 'addWorktrees',
  label: 'Worktrees…',
  detail: 'What each linked worktree changed, uncommitted changes included',
  icon: 'list-tree',
  async choose({ git, base }) {
    const known = await otherWorktrees(git);
    if (known.length === 0)
      throw new NothingToDo('This repository has no other worktree; "git worktree add" makes one.');
    const chosen = await pickMany(
      'Worktrees to rank',
      'Each worktree is one candidate for the task',
      known,
      tree => ({
        label: tree.branch ?? 'detached HEAD',
        description: tree.folder,
      }),
    );
    if (chosen === null) return null;
    const against = await base();
    return options => readWorktrees(against, chosen, options);
  },
};
