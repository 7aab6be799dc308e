import { namedStashes, readStashes } from '../../../platform/candidates/stashes';
import { NothingToDo } from '../../nothingToDo';
import type { CandidateSource } from './candidateSource';
import { pickMany } from './pickMany';

/** What was put aside with "git stash". */
export const stashes: CandidateSource = {
  command: 'addStashes',
  label: 'Stashes…',
  detail: 'What was put aside, untracked files included',
  icon: 'archive',
  async choose({ git }) {
    const known = await namedStashes(git);
    if (known.length === 0)
      throw new NothingToDo('There is no stash in this repository; "git stash" makes one.');
    const chosen = await pickMany(
      'Stashes to rank',
      'Each stash is one candidate for the task',
      known,
      stash => ({
        label: stash.subject,
        description: stash.name,
      }),
    );
    return chosen === null ? null : options => readStashes(git, chosen, options);
  },
};
