import type { ReviewView } from '../../core/protocol/panel';
import type { PlaceView } from '../../core/protocol/reviewView';
import { basisSentence } from '../../core/review/placeWords';
import type { FilePlace, WhereToLook } from '../../core/review/whereToLook';
import { placeText, type HunkPlace } from '../../core/review/hunkPlaces';
import { shortPaths } from '../../core/review/shortPaths';
import { linesText, pointsText } from '../../core/scoring/wording';
import { ACTIONS, messageView } from '../problem';
import type { RangeReviewState } from '../review/rangeReview';
import { influenceShown, scoreView } from '../scoring/wording';

/** What comes after these moves the score by next to nothing, and the editor has all of it: a formatter leaves thousands. */
export const MAX_HUNKS = 12;
const MAX_FILES = 12;

/** The panel's section about the change under review. */
export function reviewView(state: RangeReviewState): ReviewView {
  if (state.kind === 'message') return messageView(state.problem);
  if (state.kind === 'none') {
    return {
      kind: 'message',
      error: false,
      sentence:
        'Choose a branch, a pull request or a range of commits to see its score and where to look first.',
      actions: [ACTIONS.reviewChange],
    };
  }
  const { change, task, verdict, places, tests, notes } = state;
  const nameOf = shortPaths(places.files.map(({ path }) => path));
  return {
    kind: 'reviewed',
    label: change.label,
    task: task.title,
    score: scoreView(verdict),
    basis: basisSentence(places),
    hunks: places.hunks.slice(0, MAX_HUNKS).map(hunk => hunkPlace(hunk, nameOf(hunk.path), places)),
    more: Math.max(0, places.hunks.length - MAX_HUNKS),
    files:
      places.files.length < 2
        ? []
        : places.files.slice(0, MAX_FILES).map((file, index) => filePlace(file, nameOf(file.path), index)),
    tests:
      tests === null
        ? null
        : { passed: tests.passed, sentence: `“${tests.command}”, run on a copy of this change.` },
    notes,
    actions: [
      ACTIONS.openReview,
      ACTIONS.copyReview,
      ACTIONS.testReview,
      ACTIONS.reviewChange,
      ACTIONS.closeReview,
    ],
  };
}

function hunkPlace(hunk: HunkPlace, name: string, { basis }: WhereToLook): PlaceView {
  const { id, path, delta } = hunk;
  return {
    id,
    place: placeText(hunk, name),
    path,
    lines: linesText(hunk),
    delta,
    influence: influenceShown(delta, basis),
  };
}

function filePlace(file: FilePlace, name: string, index: number): PlaceView {
  const { path, status, binary, read, delta } = file;
  const kind = status === 'modified' ? '' : `, ${status}`;
  return {
    id: `f${index}`,
    place: `${name}${kind}`,
    path,
    lines: binary ? 'binary' : linesText(file),
    delta,
    influence: !read ? 'not read' : delta === null ? '' : pointsText(delta),
  };
}
