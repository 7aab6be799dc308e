import type {
  AlternativesView,
  ChangeView,
  PanelState,
  ReviewView,
  WorkView,
} from '../../core/protocol/panel';
import type { Task } from '../../core/task/task';
import { ACTIONS, emptyState, isWithoutCommits, messageView, notScoredProblem } from '../problem';
import type { RangeReview } from '../review/rangeReview';
import type { LearningState } from '../learning/localLearning';
import { combinedView } from './combinedView';
import { evidenceViews } from './evidenceViews';
import { learningSection } from './learningSection';
import { hunkViews, reviewView } from './reviewView';
import { pathOf } from '../../core/patch/patch';
import { shortPaths } from '../../core/review/shortPaths';
import { reviewNotes } from '../../core/review/reviewNotes';
import { orderText } from '../../core/review/placeWords';
import { whereToLook } from '../../core/review/whereToLook';
import { notScored } from '../../core/scoring/notScored';
import { droppedTexts } from '../../core/scoring/wording';
import { scoreView } from './scoreView';
import { alternativesView, type AlternativesFacts } from './alternativesView';
import { countText } from '../../core/text/countText';
import { shortened } from '../../core/text/shortened';
import { withoutWraps } from '../../core/text/withoutWraps';

/** Everything the panel's words are made from. */
export interface PanelFacts extends AlternativesFacts {
  readonly reveal: PanelState['reveal'];
  readonly task: Task | null;
  readonly taskFile: string;
  /** Why the task file cannot be the task, as a part of a sentence; null: nothing is wrong with it. */
  readonly taskFileProblem: string | null;
  readonly reviewWork: WorkView | null;
  readonly standingWork: WorkView | null;
  readonly rangeReview: Pick<RangeReview, 'state' | 'moved'>;
  readonly rangeReviewWork: WorkView | null;
  readonly learning: LearningState;
  readonly trusted: boolean;
  /** What the scorer could not follow of the settings, or only at a cost; null: nothing. */
  readonly scorerNotice: string | null;
  /** What the folder is called that is looked at; null where there is no other. */
  readonly folder: string | null;
}

const RESTRICTED =
  'Restricted Mode: changes are scored, but nothing is recorded, and this workspace’s own settings for the scorer are ignored.';

/** More lines say nothing more; the full text is one click away. */
const MAX_BODY = 2_000;

/** The panel's snapshot: all sentences are made here, so that they can be read and tested without a browser. */
export function panelState(facts: PanelFacts): PanelState {
  const { task } = facts;
  // The first section says that there is no task, with the way to set one.
  const missing = task === null ? NO_TASK : null;
  const offered = needsRepository(facts) ? withoutActions : <V extends Offering>(view: V) => view;
  const change = changeView(facts);
  const alternatives = offered(alternativesView(facts));
  const review = offered(reviewView(facts.rangeReview));
  const [ofChange, ofAlternatives] = [sentenceOf(change), sentenceOf(alternatives)];
  return {
    reveal: facts.reveal,
    task:
      task === null
        ? { kind: 'none', sentence: noTaskText(facts) }
        : {
            kind: 'set',
            title: task.title,
            body: shortened(withoutWraps(task.body), MAX_BODY),
            source: sourceText(task.source),
          },
    change: saidAbove(change, missing) ? FOR_THE_REASON_ABOVE : change,
    changeWork: facts.reviewWork,
    alternatives: alternativesBelow(alternatives, missing, ofChange),
    alternativesWork: facts.standingWork,
    review: saidAbove(review, ofChange, ofAlternatives) ? FOR_THE_REASON_ABOVE : review,
    reviewWork: facts.rangeReviewWork,
    combined: combinedView(facts),
    learning: offered(learningSection(facts.learning)),
    notices: [
      ...(facts.trusted ? [] : [{ sentence: RESTRICTED, actions: [ACTIONS.manageTrust] }]),
      ...(facts.scorerNotice === null
        ? []
        : [{ sentence: facts.scorerNotice, actions: [ACTIONS.openSettings] }]),
      ...folderNotice(facts.folder),
    ],
  };
}

/** Whether all else waits for a folder to be opened, for a repository in it, or for its first commit. */
function needsRepository({ review }: PanelFacts): boolean {
  if (review.kind !== 'message') return false;
  if (isWithoutCommits(review.problem)) return true;
  return review.problem.actions.some(({ action }) => action === 'openFolder' || action === 'initRepository');
}

type Offering = AlternativesView | ReviewView | PanelState['learning'];

/** What a section is for, without offers that would fail. */
function withoutActions<V extends Offering>(view: V): V {
  return { ...view, actions: [] };
}

function noTaskText({ taskFile, taskFileProblem }: PanelFacts): string {
  return taskFileProblem === null
    ? `No task is set. Say what the change should achieve, or write it in ${taskFile || 'a file'}.`
    : `No task is set: ${taskFileProblem}. Say what the change should achieve.`;
}

const FOR_THE_REASON_ABOVE = messageView(emptyState('not scored', 'Not scored, for the reason above.'));

const BEING_SCORED = emptyState('scoring', 'The score of the change appears here.');

const NO_TASK = notScoredProblem(notScored('noTask')).sentence;

type SectionView = ChangeView | AlternativesView | ReviewView;

/** What is wrong with the scorer, or a missing task, concerns every section: it is said once, with what to do about it. */
function saidAbove(view: SectionView, ...above: readonly (string | null)[]): boolean {
  const sentence = sentenceOf(view);
  return sentence !== null && above.includes(sentence);
}

function sentenceOf(view: SectionView): string | null {
  if (view.kind === 'message') return view.sentence;
  return view.kind === 'unscored' ? view.reason.sentence : null;
}

function alternativesBelow(view: AlternativesView, ...above: readonly (string | null)[]): AlternativesView {
  if (!saidAbove(view, ...above)) return view;
  return view.kind === 'unscored' ? { ...view, reason: FOR_THE_REASON_ABOVE } : FOR_THE_REASON_ABOVE;
}

function folderNotice(folder: string | null): PanelState['notices'] {
  if (folder === null) return [];
  const sentence = `Only the folder “${folder}” and its repository are looked at.`;
  return [{ sentence, actions: [ACTIONS.chooseFolder] }];
}

function sourceText(source: string): string {
  switch (source) {
    case 'typed':
      return 'typed in';
    case 'clipboard':
      return 'from the clipboard';
    case 'selection':
      return 'from a selection';
    default:
      return `from ${source}`;
  }
}

function changeView({ review, reviewWork }: Pick<PanelFacts, 'review' | 'reviewWork'>): ChangeView {
  if (review.kind === 'message')
    // "Nothing has changed" is no longer true once a change is scored; what failed stays until that went better.
    return messageView(reviewWork === null || review.problem.error ? review.problem : BEING_SCORED);
  const { change, verdict, steps, stale } = review;
  const places = whereToLook(change.files, verdict, change.places);
  const nameOf = shortPaths(change.files.map(pathOf));
  return {
    kind: 'scored',
    summary: changeSummary(change.files.length, change.baseName, steps),
    score: scoreView(verdict),
    stale,
    evidence: evidenceViews(verdict.evidence),
    order: orderText(places),
    ...hunkViews(places, nameOf),
    dropped: droppedTexts(verdict.dropped),
    problems: reviewNotes(change, verdict),
  };
}

function changeSummary(files: number, baseName: string, steps: string | null): string {
  const changed = `${countText(files, 'file')} changed since ${baseName}`;
  return steps === null ? changed : `${changed} · ${steps} read`;
}
