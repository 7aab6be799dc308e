import type { NotScoredReason, NotScoredVerdict } from '../core/scoring/verdict';
import type { ActionButton } from '../core/protocol/panel';

/** Why something cannot be shown: one sentence, and what a person can do about it. */
export interface Problem {
  /** False for an empty state that is nobody's fault, such as "nothing has changed yet". */
  readonly error: boolean;
  /** Two or three words for the status bar: "too large". */
  readonly brief: string;
  readonly sentence: string;
  readonly actions: readonly ActionButton[];
}

export const ACTIONS = {
  setTask: { action: 'setTask', label: 'Set Task…' },
  rescore: { action: 'rescore', label: 'Score Again' },
  showLog: { action: 'showLog', label: 'Show Log' },
  restartScorer: { action: 'restartScorer', label: 'Restart Scorer' },
  chooseModel: { action: 'chooseModel', label: 'Choose Model…' },
  openSettings: { action: 'openSettings', label: 'Open Settings' },
  chooseFolder: { action: 'chooseFolder', label: 'Choose Folder…' },
  openFolder: { action: 'openFolder', label: 'Open Folder…' },
  initRepository: { action: 'initRepository', label: 'Initialize Repository' },
  compareBranches: { action: 'compareBranches', label: 'Compare Branches…' },
  addCandidates: { action: 'addCandidates', label: 'Add Candidates…' },
  compareCandidates: { action: 'compareCandidates', label: 'Compare Two…' },
  hideSources: { action: 'toggleBlind', label: 'Hide Sources' },
  showSources: { action: 'toggleBlind', label: 'Show Sources' },
  addCurrentChange: { action: 'addCurrentChange', label: 'Add Current Change' },
  clearCandidates: { action: 'clearCandidates', label: 'Remove All' },
  reviewChange: { action: 'reviewChange', label: 'Review a Change…' },
  reviewMoved: { action: 'reviewMoved', label: 'Review as It Is Now' },
  openReview: { action: 'openReview', label: 'Open Diff' },
  copyReview: { action: 'copyReview', label: 'Copy as Markdown' },
  testReview: { action: 'testReview', label: 'Run Tests…' },
  closeReview: { action: 'closeReview', label: 'Close Review' },
  learnFromHistory: { action: 'learnFromHistory', label: 'Learn from the History…' },
  useLocalMap: { action: 'useLocalMap', label: 'Correct Scores' },
  leaveLocalMap: { action: 'leaveLocalMap', label: 'Stop Correcting' },
  resetLearning: { action: 'resetLearning', label: 'Forget Outcomes…' },
  manageTrust: { action: 'manageTrust', label: 'Manage Trust' },
} as const satisfies Record<string, ActionButton>;

export function failure(brief: string, sentence: string, ...actions: readonly ActionButton[]): Problem {
  return { error: true, brief, sentence, actions };
}

export function emptyState(brief: string, sentence: string, ...actions: readonly ActionButton[]): Problem {
  return { error: false, brief, sentence, actions };
}

/** A problem where a section of the panel would show a result. */
export function messageView({ error, sentence, actions }: Problem) {
  return { kind: 'message', error, sentence, actions } as const;
}

/** Where nothing was ever committed there is nothing that a patch, a branch or a range could be compared with. */
export function noCommitsProblem(sentence: string): Problem {
  return failure(NO_COMMITS, sentence);
}

export function isWithoutCommits({ brief }: Problem): boolean {
  return brief === NO_COMMITS;
}

const NO_COMMITS = 'no commits';

const BRIEF: Readonly<Record<NotScoredReason, string>> = {
  noTask: 'no task',
  emptyPatch: 'no change',
  notADiff: 'not a diff',
  binaryOnly: 'binary change',
  noCode: 'no code changed',
  conflictMarkers: 'merge conflict',
  tooLarge: 'too large',
  unsafePath: 'unsafe path',
  combinedDiff: 'combined diff',
  doesNotApply: 'does not apply',
  unreadable: 'files not read',
  cancelled: 'cancelled',
  timeout: 'took too long',
  modelUnusable: 'model unusable',
  engineFailed: 'scorer failed',
};

/** What the scorer could not judge, with what helps in each case. */
export function notScoredProblem({ reason, message }: NotScoredVerdict): Problem {
  switch (reason) {
    case 'noTask':
      return emptyState(BRIEF[reason], message, ACTIONS.setTask);
    case 'timeout':
    case 'engineFailed':
      return failure(BRIEF[reason], message, ACTIONS.rescore, ACTIONS.restartScorer, ACTIONS.showLog);
    case 'modelUnusable':
      return failure(BRIEF[reason], message, ACTIONS.chooseModel, ACTIONS.showLog);
    case 'noCode':
    case 'conflictMarkers':
      return emptyState(BRIEF[reason], message);
    case 'cancelled':
      return emptyState(BRIEF[reason], message, ACTIONS.rescore);
    default:
      return failure(BRIEF[reason], message);
  }
}
