import type { NotScoredReason, NotScoredVerdict } from './verdict';
import { asPart } from '../text/asPart';
import { shortened } from '../text/shortened';

/** For each reason: what happened, and what to do next. */
const SENTENCES: Readonly<Record<NotScoredReason, { readonly what: string; readonly next: string }>> = {
  noTask: {
    what: 'There is no task to judge the change by',
    next: 'say in a sentence what it should achieve',
  },
  emptyPatch: { what: 'The change is empty', next: 'edit a file, or give another change or base' },
  notADiff: { what: 'The text is not a unified diff', next: 'give the output of "git diff"' },
  binaryOnly: { what: 'Only binary files change', next: 'judge them by eye, since the model reads text' },
  noCode: {
    what: 'Only tests, documentation, comments, generated files, blank lines or line ends change, which the model does not read',
    next: 'judge them by eye, or change some code',
  },
  conflictMarkers: {
    what: 'The change contains the markers of a merge conflict',
    next: 'resolve the conflict first',
  },
  tooLarge: { what: 'The change is too large to read', next: 'split it, or leave generated files out' },
  unsafePath: {
    what: 'The change names a path that is never followed',
    next: 'leave that file out of the diff',
  },
  combinedDiff: {
    what: 'The diff of a merge has no single base',
    next: 'diff the merge against one of its parents',
  },
  doesNotApply: {
    what: 'The change does not apply to its base',
    next: 'make the diff again from that base',
  },
  unreadable: {
    what: 'The files that the change touches could not be read',
    next: 'restore them or fetch them again',
  },
  cancelled: { what: 'Scoring was cancelled', next: 'score the change again when it is needed' },
  timeout: { what: 'Scoring took too long', next: 'try again, or split the change' },
  modelUnusable: { what: 'The model cannot be used', next: 'check the model folder' },
  engineFailed: { what: 'The scoring engine failed', next: 'try again, and see the log if it happens again' },
};

/** Reasons that lie with the scorer or its model: every candidate of the request has the same, and none says anything of the patch. */
export const SCORER_REASONS: ReadonlySet<NotScoredReason> = new Set([
  'timeout',
  'modelUnusable',
  'engineFailed',
]);

/**
 * The verdict on a patch that has no score.
 *
 * @param detail what exactly went wrong, without a full stop: a path, a count, an engine's message
 */
export function notScored(reason: NotScoredReason, detail?: string): NotScoredVerdict {
  const { what, next } = SENTENCES[reason];
  const cause = detail === undefined || detail.trim() === '' ? '' : ` (${oneLine(detail)})`;
  return { kind: 'notScored', reason, message: `${what}${cause}; ${next}.` };
}

/** Longest detail that is shown. Details carry text from diffs and engines. */
const MAX_DETAIL = 200;

function oneLine(detail: string): string {
  return shortened(asPart(detail.replace(/\s+/g, ' ').trim()), MAX_DETAIL);
}
