import * as z from 'zod';
import { learningView } from './learningView';
import { PANEL_SECTIONS } from './panelSection';
import { placeView, reviewedView } from './reviewView';

/**
 * What the side panel and the extension host say to each other.
 *
 * The host owns every fact and sends whole snapshots, already in words: the panel draws them and never
 * derives a number. The panel sends intentions that name things by ids of the last snapshot, never by
 * paths, so that a hostile message can at most press a button that is on the screen. Both sides parse.
 */

/** Something a person can do about what a section says; the host maps each to one command. */
const panelActionSchema = z.enum([
  'setTask',
  'rescore',
  'compareBranches',
  'addCandidates',
  'compareCandidates',
  'toggleBlind',
  'addCurrentChange',
  'clearCandidates',
  'showLog',
  'restartScorer',
  'chooseModel',
  'reviewChange',
  'reviewMoved',
  'openReview',
  'copyReview',
  'testReview',
  'closeReview',
  'learnFromHistory',
  'useLocalMap',
  'leaveLocalMap',
  'resetLearning',
  'openSettings',
  'manageTrust',
  'initRepository',
  'openFolder',
  'chooseFolder',
]);
export type PanelAction = z.infer<typeof panelActionSchema>;

export const panelMessageSchema = z.discriminatedUnion('type', [
  /** The panel's script runs and can take a snapshot. */
  z.object({ type: z.literal('ready') }),
  /** The section that was asked for is in view. */
  z.object({ type: z.literal('revealed') }),
  z.object({ type: z.literal('action'), action: panelActionSchema }),
  /** Show the place of a hunk of the current change. */
  z.object({ type: z.literal('openHunk'), id: z.string().max(64) }),
  /** Show a hunk or a file of the change under review. */
  z.object({ type: z.literal('openPlace'), id: z.string().max(64) }),
  z.object({ type: z.literal('openDiff'), candidate: z.string().max(64) }),
  /** Asks where to: the files here, a new branch, a new worktree. */
  z.object({ type: z.literal('applyCandidate'), candidate: z.string().max(64) }),
  /** Asks what else: keep it, compare it with another. */
  z.object({ type: z.literal('moreOfCandidate'), candidate: z.string().max(64) }),
  z.object({ type: z.literal('removeCandidate'), candidate: z.string().max(64) }),
  z.object({ type: z.literal('cancel'), section: z.enum(['change', 'alternatives', 'review']) }),
]);
/** Panel → host. */
export type PanelMessage = z.infer<typeof panelMessageSchema>;

/** Drawn beside the number, so that colour never carries meaning alone. */
const levelSchema = z.enum(['high', 'middle', 'low']);
const share = z.number().min(0).max(1);

const actionButton = z.object({ action: panelActionSchema, label: z.string() }).readonly();
const actionButtons = z.array(actionButton).readonly();
const sentences = z.array(z.string()).readonly();

/** Instead of a result: one sentence, and what to do about it. */
const messageView = z.object({
  kind: z.literal('message'),
  error: z.boolean(),
  sentence: z.string(),
  actions: actionButtons,
});

/** Something to know, and what to do about it. */
const noticeView = z.object({ sentence: z.string(), actions: actionButtons }).readonly();

/** A score in words and in numbers. */
const scoreView = z
  .object({
    /** Calibrated probability and its 90 % interval, for bars. */
    score: share,
    low: share,
    high: share,
    /** "62 %" */
    percent: z.string(),
    /** "54–69 %" */
    interval: z.string(),
    /** "likely" */
    word: z.string(),
    level: levelSchema,
    /** That the change may be for another task; null where nothing speaks for it. */
    otherTask: z.string().nullable(),
    /** How much of the change the model did not read for lack of room; null when it read all of it. */
    unread: z.string().nullable(),
    /** What the number was calibrated on and what produced it. */
    calibration: z.string(),
  })
  .readonly();

const evidenceView = z
  .object({
    title: z.string(),
    /** Says why the group is masked; null when it is known. */
    unknown: z.string().nullable(),
    items: z.array(z.object({ label: z.string(), value: z.string() }).readonly()).readonly(),
  })
  .readonly();

const workView = z.object({ label: z.string(), done: z.number(), total: z.number() }).readonly();

const changeView = z.discriminatedUnion('kind', [
  messageView,
  z.object({
    kind: z.literal('scored'),
    summary: z.string(),
    score: scoreView,
    /** The change has moved on since; a newer score is on its way. */
    stale: z.boolean(),
    evidence: z.array(evidenceView).readonly(),
    /** What the order of the places rests on. */
    order: z.string(),
    hunks: z.array(placeView).readonly(),
    /** Hunks that are not listed. */
    more: z.number(),
    dropped: sentences,
    problems: sentences,
  }),
]);

const memberView = z
  .object({
    id: z.string(),
    label: z.string(),
    /** Where it came from, unless sources are hidden, and that it is the same change as the one before. */
    origin: z.string(),
    /** A person took this one. */
    chosen: z.boolean(),
  })
  .readonly();

const differenceLine = z
  .object({
    /** "adds a guard:" */
    what: z.string(),
    /** As they stand in the code, or in the folder. */
    names: z.array(z.string()).readonly(),
    /** How many are not listed. */
    more: z.number(),
  })
  .readonly();

/** What two candidates do differently, as their patches show it; never why one is ahead. */
const differenceView = z
  .object({
    title: z.string(),
    sides: z
      .array(z.object({ label: z.string(), lines: z.array(differenceLine).readonly() }).readonly())
      .readonly(),
  })
  .readonly();

const groupView = z
  .object({
    rank: z.number(),
    /** Two or more: the same change under several names. */
    members: z.array(memberView).min(1).readonly(),
    /** Null: not scored, for `reason`. */
    score: scoreView.nullable(),
    reason: z.string().nullable(),
    /** Of the current change: which score it has by itself, and why another one here; null where there is nothing to explain. */
    alone: z.string().nullable(),
    /** "5 points ahead of the next"; null for the last one. */
    margin: z.string().nullable(),
  })
  .readonly();

const callView = z
  .object({ kind: z.enum(['clear', 'tooClose']), title: z.string(), explanation: z.string() })
  .readonly();

const reviewView = z.discriminatedUnion('kind', [
  messageView,
  reviewedView.extend({ score: scoreView, moved: noticeView.nullable(), actions: actionButtons }),
]);

const combinedView = z
  .object({
    explanation: z.string(),
    places: z
      .array(
        z
          .object({
            rank: z.number(),
            label: z.string(),
            percent: z.string(),
            /** "tests passed" */
            tests: z.string(),
            level: levelSchema,
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();

const alternativesView = z.discriminatedUnion('kind', [
  messageView,
  /** None of the candidates has a score, for one reason. */
  z.object({
    kind: z.literal('unscored'),
    reason: messageView,
    members: z.array(memberView).min(1).readonly(),
    hidden: z.string().nullable(),
    actions: actionButtons,
  }),
  z.object({
    kind: z.literal('ranked'),
    groups: z.array(groupView).readonly(),
    call: callView.nullable(),
    difference: differenceView.nullable(),
    /** Why nothing is ahead of anything, and what to do; null where there is an order. */
    unranked: z.string().nullable(),
    /** Set while sources are hidden: what that means and how it ends. */
    hidden: z.string().nullable(),
    calibration: z.string().nullable(),
    /** Of how many the steps that led to them are known, and whether they count; null when of none. */
    steps: z.string().nullable(),
    problems: sentences,
    actions: actionButtons,
  }),
]);

export const panelStateSchema = z
  .object({
    /** To bring into view, because what a person asked for appears there; the panel answers when that is done. */
    reveal: z.enum(PANEL_SECTIONS).nullable(),
    task: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('none'), sentence: z.string() }),
      z.object({ kind: z.literal('set'), title: z.string(), body: z.string(), source: z.string() }),
    ]),
    change: changeView,
    /** Set while the change is being scored. */
    changeWork: workView.nullable(),
    alternatives: alternativesView,
    alternativesWork: workView.nullable(),
    review: reviewView,
    reviewWork: workView.nullable(),
    /** The candidates by score and tests; null while no test result of one of them is known. */
    combined: combinedView.nullable(),
    learning: learningView.extend({ actions: actionButtons }),
    /** What holds for the whole window, such as Restricted Mode. */
    notices: z.array(noticeView).readonly(),
  })
  .readonly();

/** Host → panel: everything there is to draw. */
export type PanelState = z.infer<typeof panelStateSchema>;
export type ScoreView = z.infer<typeof scoreView>;
export type Level = z.infer<typeof levelSchema>;
export type EvidenceView = z.infer<typeof evidenceView>;
export type WorkView = z.infer<typeof workView>;
export type ChangeView = z.infer<typeof changeView>;
export type GroupView = z.infer<typeof groupView>;
export type MemberView = z.infer<typeof memberView>;
export type CallView = z.infer<typeof callView>;
export type DifferenceView = z.infer<typeof differenceView>;
export type AlternativesView = z.infer<typeof alternativesView>;
export type CombinedView = z.infer<typeof combinedView>;
export type LearningSection = PanelState['learning'];
export type ReviewView = z.infer<typeof reviewView>;
export type NoticeView = z.infer<typeof noticeView>;
export type MessageView = z.infer<typeof messageView>;
export type ActionButton = z.infer<typeof actionButton>;
