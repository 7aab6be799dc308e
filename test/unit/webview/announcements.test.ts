import { expect, it } from 'vitest';
import type { ChangeView, PanelState, ScoreView } from '../../../src/core/protocol/panel';
import { announcements } from '../../../webview/announcements';

const SCORE: ScoreView = {
  score: 0.62,
  low: 0.54,
  high: 0.69,
  percent: '62 %',
  interval: '54–69 %',
  word: 'uncertain',
  level: 'middle',
  otherTask: null,
  unread: null,
  calibration: '',
};
const NOTHING = { kind: 'message', error: false, sentence: 'Nothing yet.', actions: [] } as const;
const CHANGE: ChangeView = {
  kind: 'scored',
  summary: '',
  score: SCORE,
  stale: false,
  evidence: [],
  order: '',
  hunks: [],
  more: 0,
  dropped: [],
  problems: [],
};
const ALTERNATIVES: PanelState['alternatives'] = {
  kind: 'ranked',
  groups: [
    {
      rank: 1,
      members: [{ id: 'c1', label: 'fix-both', origin: '', chosen: false }],
      score: SCORE,
      reason: null,
      alone: null,
      margin: null,
    },
  ],
  call: { kind: 'clear', title: 'Clear', explanation: '' },
  difference: null,
  unranked: null,
  hidden: null,
  calibration: null,
  steps: null,
  problems: [],
  actions: [],
};

function panel(parts: Partial<PanelState>): PanelState {
  return {
    reveal: null,
    task: { kind: 'none', sentence: '' },
    change: NOTHING,
    changeWork: null,
    alternatives: NOTHING,
    alternativesWork: null,
    review: NOTHING,
    reviewWork: null,
    combined: null,
    learning: { sentences: [], diagrams: [], inUse: false, actions: [] },
    notices: [],
    ...parts,
  };
}

it('says the result of each section by itself, and nothing where there is none', () => {
  expect(announcements(panel({}))).toEqual(['', '', '']);
  expect(announcements(panel({ change: CHANGE, alternatives: ALTERNATIVES }))).toEqual([
    'Current change: 62 %, uncertain, interval 54–69 %.',
    'Alternatives: fix-both is first, 62 %, uncertain. Clear.',
    '',
  ]);
});

it('says that a change was read in part', () => {
  const change = { ...CHANGE, score: { ...SCORE, unread: '9 lines did not fit.' } };
  expect(announcements(panel({ change }))[0]).toBe(
    'Current change: 62 %, uncertain, interval 54–69 %, read in part.',
  );
});

it('says that a change may be for another task', () => {
  const change = { ...CHANGE, score: { ...SCORE, otherTask: 'It may be for another task.' } };
  expect(announcements(panel({ change }))[0]).toBe(
    'Current change: 62 %, uncertain, interval 54–69 %, perhaps for another task.',
  );
});

it('says that what is under review has moved on', () => {
  const sentence = 'feature has moved on to b; this review is of a.';
  const review: PanelState['review'] = {
    kind: 'reviewed',
    label: 'feature, since main',
    task: '',
    score: SCORE,
    moved: { sentence, actions: [] },
    order: '',
    hunks: [],
    more: 0,
    files: [],
    tests: null,
    notes: [],
    actions: [],
  };
  expect(announcements(panel({ review }))[2]).toBe(
    `Review of feature, since main: 62 %, uncertain. ${sentence}`,
  );
});

it('an edit is no news: only another score or a problem is', () => {
  const before = announcements(panel({ change: CHANGE, alternatives: ALTERNATIVES }));
  const stale = { ...CHANGE, stale: true };
  const changeWork = { label: 'Scoring the change…', done: 0, total: 0 };
  expect(announcements(panel({ change: stale, changeWork, alternatives: ALTERNATIVES }))).toEqual(before);
  const problem = { ...NOTHING, error: true, sentence: 'The change is too large to read.' };
  expect(announcements(panel({ change: problem }))).toEqual(['The change is too large to read.', '', '']);
});
