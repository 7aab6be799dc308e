import type { TaskStore } from '../../task/taskStore';
import type { Alternatives } from '../alternatives';
import { branches } from './branches';
import type { CandidateSource } from './candidateSource';
import { clipboard } from './clipboard';
import { commits } from './commits';
import { generation } from './generation';
import { patchFiles } from './patchFiles';
import { predictions } from './predictions';
import { pullRequests } from './pullRequests';
import { sessions } from './sessions';
import { stashes } from './stashes';
import { worktrees } from './worktrees';

/** Every source, in the order in which they are offered: what is there already comes before what a chat model is asked for. */
export function candidateSources(tasks: TaskStore, alternatives: Alternatives): readonly CandidateSource[] {
  const known = () => alternatives.candidates.map(({ origin }) => origin);
  return [
    branches,
    pullRequests,
    worktrees,
    sessions,
    clipboard(known),
    patchFiles,
    stashes,
    commits,
    predictions,
    generation(() => tasks.current(), known),
  ];
}
