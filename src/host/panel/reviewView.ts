import type { ReviewView } from '../../core/protocol/panel';
import type { PlaceView } from '../../core/protocol/reviewView';
import { fileInfluenceText } from '../../core/review/fileInfluence';
import { movedText } from '../../core/review/movedText';
import { influenceText, orderText } from '../../core/review/placeWords';
import type { FilePlace, WhereToLook } from '../../core/review/whereToLook';
import { placeText } from '../../core/review/hunkPlace';
import { shortPaths } from '../../core/review/shortPaths';
import { linesText } from '../../core/scoring/wording';
import { ACTIONS, messageView } from '../problem';
import type { RangeReview } from '../review/rangeReview';
import { scoreView } from './scoreView';

/** What comes after these adds less code, and the editor has all of it: a formatter leaves thousands. */
const MAX_HUNKS = 12;
const MAX_FILES = 12;

/** The panel's section about the change under review. */
export function reviewView({ state, moved }: Pick<RangeReview, 'state' | 'moved'>): ReviewView {
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
    moved:
      moved === null ? null : { sentence: movedText(moved.range, moved.now), actions: [ACTIONS.reviewMoved] },
    order: orderText(places),
    ...hunkViews(places, nameOf),
    files:
      places.files.length < 2
        ? []
        : places.files
            .slice(0, MAX_FILES)
            .map((file, index) => filePlace(file, nameOf(file.path), index, places)),
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

/** The first hunks to look at, and how many are not listed. @param nameOf what a file is called, by its path */
export function hunkViews(
  places: WhereToLook,
  nameOf: (path: string) => string,
): { readonly hunks: readonly PlaceView[]; readonly more: number } {
  const hunks = places.hunks.slice(0, MAX_HUNKS).map(hunk => ({
    id: hunk.id,
    place: placeText(hunk, nameOf(hunk.path)),
    path: hunk.path,
    lines: linesText(hunk),
    delta: hunk.delta,
    influence: influenceShown(hunk.delta, places),
  }));
  return { hunks, more: places.hunks.length - hunks.length };
}

function filePlace(file: FilePlace, name: string, index: number, places: WhereToLook): PlaceView {
  const { path, status, binary, read, delta } = file;
  const kind = status === 'modified' ? '' : `, ${status}`;
  return {
    id: `f${index}`,
    place: `${name}${kind}`,
    path,
    lines: binary ? 'binary' : linesText(file),
    delta,
    influence: read && delta === null ? '' : fileInfluenceText(file, places),
  };
}

/** What a part contributes, beside its bar; '' where it was not measured. Without its only hunk nothing would be left to score. */
function influenceShown(delta: number | null, places: Pick<WhereToLook, 'influence'>): string {
  return delta === null && places.influence !== 'oneHunk' ? '' : influenceText(delta, places);
}
