import { describe, expect, it } from 'vitest';
import { createFilePatch } from '../../../src/core/patch/createFilePatch';
import { whereToLook } from '../../../src/core/review/whereToLook';
import { hunkPlaces } from '../../../src/core/review/hunkPlaces';
import {
  panelMessageSchema,
  panelStateSchema,
  type AlternativesView,
} from '../../../src/core/protocol/panel';
import { notScored } from '../../../src/core/scoring/notScored';
import type { PatchDifference } from '../../../src/core/ranking/difference';
import type { Ranking } from '../../../src/core/ranking/ranking';
import type { Outcome } from '../../../src/core/scoring/outcome';
import type { ScoredVerdict, Verdict } from '../../../src/core/scoring/verdict';
import type { CapturedChange } from '../../../src/host/capture/capturedChange';
import type { Alternative } from '../../../src/host/candidates/alternative';
import { panelState, type PanelFacts } from '../../../src/host/panel/panelState';
import type { Git } from '../../../src/platform/git/git';
import {
  emptyState,
  failure,
  noCommitsProblem,
  notScoredProblem,
  type Problem,
} from '../../../src/host/problem';

const OLD = Array.from({ length: 40 }, (_, i) => `line ${i + 1}\n`).join('');
const FILE = createFilePatch(
  'src/a.ts',
  OLD,
  OLD.replace('line 5\n', 'five\n').replace('line 30\n', 'thirty\n'),
);

function verdict(score: number, parts: Partial<ScoredVerdict> = {}): ScoredVerdict {
  return {
    kind: 'scored',
    regime: 'single',
    score,
    interval: { low: score - 0.08, high: score + 0.07 },
    logit: 0,
    perhapsOtherTask: false,
    evidence: [{ group: 'patch', name: 'files', description: 'files changed', value: 1 }],
    hunks: [],
    files: [],
    dropped: [],
    problems: [],
    producedBy: {
      model: 'm',
      version: '1',
      regime: 'single',
      trajectory: 'none',
      calibratedOn: 1234,
      resolvedShare: 0.4,
      calibrationError: 0.041,
    },
    ...parts,
  };
}

const CHANGE: CapturedChange = {
  kind: 'change',
  root: '/repository',
  base: 'abc',
  baseName: 'HEAD',
  files: [FILE],
  places: hunkPlaces([FILE]),
  patch: '',
  baseFiles: {},
  problems: [],
};

function facts(parts: Partial<PanelFacts>): PanelFacts {
  return {
    task: { title: 'Mend it', body: 'Soon.', source: 'TASK.md' },
    reveal: null,
    taskFile: 'TASK.md',
    taskFileProblem: null,
    review: { kind: 'message', problem: emptyState('no change', 'Nothing.') },
    reviewWork: null,
    candidates: [],
    standing: { kind: 'empty' },
    choices: { hidden: false, chosen: null },
    standingWork: null,
    rangeReview: { state: { kind: 'none' }, moved: null },
    rangeReviewWork: null,
    learning: { learning: null, outcomes: [], inUse: false },
    trusted: true,
    scorerNotice: null,
    folder: null,
    ...parts,
  };
}

function reviewed(scored: ScoredVerdict, steps: string | null = null, change = CHANGE) {
  const view = panelState(
    facts({ review: { kind: 'scored', change, verdict: scored, steps, stale: false } }),
  ).change;
  if (view.kind !== 'scored') throw new Error('The change is not scored.');
  return view;
}

const candidate = (id: string, label: string): Alternative => ({
  id,
  label,
  origin: { kind: 'file', path: `/tmp/${label}` },
  patch: '',
  base: 'abc',
});

function ranked(ranking: Ranking, candidates: readonly Alternative[]) {
  const standing = { kind: 'ranked' as const, ranking, difference: null, stepsRead: false };
  const view = panelState(facts({ candidates, standing })).alternatives;
  if (view.kind !== 'ranked') throw new Error('The alternatives are not ranked.');
  return view satisfies AlternativesView;
}

describe('the task in the panel', () => {
  const sentence = (parts: Partial<PanelFacts>) => {
    const { task } = panelState(facts({ task: null, ...parts }));
    return task.kind === 'none' ? task.sentence : null;
  };

  it('is asked for, and the file named in which it can be written', () => {
    expect(sentence({})).toMatch(/^No task is set\. Say .*, or write it in TASK\.md\.$/);
  });

  it('is not asked for in a file that is not read', () => {
    expect(sentence({ taskFileProblem: 'TASK.md is a link, and links are not read' })).toBe(
      'No task is set: TASK.md is a link, and links are not read. Say what the change should achieve.',
    );
  });
});

describe('without a repository', () => {
  const offers = (action: 'openFolder' | 'initRepository' | 'setTask') => {
    const problem = emptyState('none', 'There is none.', { action, label: 'Go On' });
    const state = panelState(facts({ review: { kind: 'message', problem } }));
    return [state.change, state.alternatives, state.review, state.learning].map(
      view => 'actions' in view && view.actions.length > 0,
    );
  };

  it('nothing is offered that needs a commit before there is one', () => {
    const problem = noCommitsProblem('This repository has no commits yet; make a first one.');
    const state = panelState(facts({ review: { kind: 'message', problem } }));
    for (const view of [state.change, state.alternatives, state.review, state.learning])
      expect(view).toMatchObject({ actions: [] });
  });

  it('only the way to one is offered', () => {
    expect(offers('openFolder')).toEqual([true, false, false, false]);
    expect(offers('initRepository')).toEqual([true, false, false, false]);
    expect(offers('setTask')).toEqual([true, true, true, true]);
  });
});

describe('the current change in the panel', () => {
  it('does not say any longer that nothing has changed once it is scored, but what failed last', () => {
    const reviewWork = { label: 'Scoring the change…', done: 0, total: 0 };
    const sentence = (problem: Problem, work: PanelFacts['reviewWork']) => {
      const { change } = panelState(facts({ review: { kind: 'message', problem }, reviewWork: work }));
      return change.kind === 'message' ? change.sentence : null;
    };
    const nothing = emptyState('no change', 'Nothing has changed since HEAD.');
    const failed = failure('failed', 'The scorer died.');
    expect(sentence(nothing, null)).toBe(nothing.sentence);
    expect(sentence(nothing, reviewWork)).toBe('The score of the change appears here.');
    expect(sentence(failed, reviewWork)).toBe(failed.sentence);
  });

  it('is marked where a part of it was not read, and says how much', () => {
    const left = (what: 'context' | 'lines') => [{ path: 'src/a.ts', what, lines: 2 }];
    expect(reviewed(verdict(0.5, { dropped: left('context') })).score.unread).toBeNull();
    const { score, problems } = reviewed(verdict(0.5, { dropped: left('lines') }));
    expect(score.unread).toContain('2 changed lines of code, in 1 file, did not fit');
    expect(problems).toEqual([expect.stringContaining('2 of 4 changed lines of code')]);
  });

  it('is marked where it may be for another task, and says so before all else', () => {
    expect(reviewed(verdict(0.2)).score.otherTask).toBeNull();
    const { score, problems } = reviewed(verdict(0.2, { perhapsOtherTask: true, problems: ['a'] }));
    expect(score.otherTask).toContain('may be for another task');
    expect(problems).toEqual([score.otherTask, 'a']);
  });

  it('says whether steps were read with it', () => {
    expect(reviewed(verdict(0.7)).summary).toMatch(/^\d files? changed since \S+$/);
    const read = { ...verdict(0.7), producedBy: { ...verdict(0.7).producedBy, trajectory: 'read' as const } };
    const { summary, score } = reviewed(read, '7 recorded steps');
    expect(summary).toMatch(/ · 7 recorded steps read$/);
    expect(score.calibration).toContain('scored by itself with the steps that led to it');
  });

  it('is never a number without its interval, its word and what it was calibrated on', () => {
    const { score } = reviewed(verdict(0.716));
    expect(score).toMatchObject({
      percent: '72\u00a0%',
      interval: '64–79\u00a0%',
      word: 'likely',
      level: 'high',
    });
    expect(score.calibration).toBe(
      'Calibrated on 1,234 held-out labelled patches (average: 40\u00a0% resolved their task), each scored by itself; calibration error (ECE) 0.04. Model: m 1.',
    );
  });

  it('lists hunks at their first changed line, with how far each moves the score', () => {
    const hunks = [
      { path: 'src/a.ts', hunk: 0, delta: 0.03 },
      { path: 'src/a.ts', hunk: 1, delta: -0.12 },
    ];
    expect(
      reviewed(verdict(0.5, { hunks })).hunks.map(({ place, delta, influence }) => [place, delta, influence]),
    ).toEqual([
      ['a.ts, line 5', 0.03, '+3 points'],
      ['a.ts, line 30', -0.12, '−12 points'],
    ]);
  });

  it('lists those that add most code first, whether their influence is measured or not, as the review does', () => {
    const files = [
      createFilePatch('src/a.ts', OLD, OLD.replace('line 5\n', 'five\n')),
      createFilePatch('src/b.ts', OLD, OLD.replace('line 7\nline 8\n', 'seven\neight\n')),
    ];
    const hunks = [{ path: 'src/a.ts', hunk: 0, delta: 0.3 }];
    for (const [known, least] of [
      [[], ''],
      [hunks, '+30 points'],
    ] as const) {
      const change = reviewed(verdict(0.5, { hunks: known }), null, {
        ...CHANGE,
        files,
        places: hunkPlaces(files),
      });
      expect(change.hunks.map(({ place, lines, influence }) => [place, lines, influence])).toEqual([
        ['b.ts, line 7', '+2 −2', ''],
        ['a.ts, line 5', '+1 −1', least],
      ]);
    }
  });

  it('lists twelve hunks, and says how many there are beside them', () => {
    const old = Array.from({ length: 300 }, (_, i) => `line ${i + 1}\n`);
    const formatted = old.map((line, i) => (i % 10 === 5 ? `  ${line}` : line));
    const files = [createFilePatch('src/a.ts', old.join(''), formatted.join(''))];
    const change = reviewed(verdict(0.5), null, { ...CHANGE, files, places: hunkPlaces(files) });
    expect(change.hunks).toHaveLength(12);
    expect(change.more).toBe(18);
  });

  it('names every masked group of evidence, with the reason', () => {
    const groups = reviewed(verdict(0.5)).evidence;
    expect(groups).toHaveLength(5);
    expect(groups.filter(group => group.unknown !== null).map(group => group.unknown)).toEqual([
      'unknown',
      expect.stringContaining('language'),
      expect.stringContaining('no record of steps'),
      'unknown, the change is judged by itself',
    ]);
  });

  it('says what was left out for length', () => {
    const dropped = [{ path: 'src/a.ts', what: 'context' as const, lines: 1 }];
    expect(reviewed(verdict(0.5, { dropped })).dropped).toEqual(['1 line of context in src/a.ts']);
  });
});

describe('the alternatives in the panel', () => {
  const candidates = [candidate('c1', 'one'), candidate('c2', 'two'), candidate('c3', 'three')];
  const group = (rank: number, members: readonly string[], judged: Verdict, margin: number | null) => ({
    rank,
    members,
    verdict: judged,
    margin,
  });

  it('keep equivalent candidates together and say how far ahead a group is', () => {
    const groups = [group(1, ['c2', 'c3'], verdict(0.7), 0.2), group(2, ['c1'], verdict(0.5), null)];
    const view = ranked({ groups, call: 'clear', orderedRightly: 0.83 }, candidates);
    expect(view.groups.map(({ members }) => members.map(({ label }) => label))).toEqual([
      ['two', 'three'],
      ['one'],
    ]);
    expect(view.groups.map(({ margin }) => margin)).toEqual(['20 points ahead of number 2', null]);
    expect(view.call).toMatchObject({ kind: 'clear', title: 'Clear' });
    expect(view.call?.explanation).toContain('83\u00a0%');
  });

  it('say when the first two are too close to call', () => {
    const groups = [group(1, ['c1'], verdict(0.51), 0.004), group(2, ['c2'], verdict(0.506), null)];
    const view = ranked({ groups, call: 'tooClose', orderedRightly: 0.52 }, candidates);
    expect(view.call).toMatchObject({ kind: 'tooClose', title: 'Too close to call' });
    expect(view.groups[0]?.margin).toBe('Less than 1 point ahead of number 2');
  });

  it('are as far apart as the percentages that are shown', () => {
    const groups = [
      group(1, ['c1'], verdict(0.254), 0.038),
      group(2, ['c2'], verdict(0.216), 0.002),
      group(3, ['c3'], verdict(0.214), null),
    ];
    const view = ranked({ groups, call: 'tooClose', orderedRightly: 0.52 }, candidates);
    expect(view.groups.map(({ score, margin }) => [score?.percent, margin])).toEqual([
      ['25\u00a0%', '3 points ahead of number 2'],
      ['22\u00a0%', '1 point ahead of number 3'],
      ['21\u00a0%', null],
    ]);
  });

  it('do not ask for candidates while the first ranking of some is made', () => {
    const added = panelState(facts({ candidates: [candidate('c1', 'a')] })).alternatives;
    expect(added).toMatchObject({ kind: 'message', sentence: 'Their ranking appears here.', actions: [] });
  });

  it('say what to do when there is nothing to rank', () => {
    const view = (groups: Ranking['groups']) =>
      ranked({ groups, call: null, orderedRightly: null }, candidates);
    expect(view([group(1, ['c1'], verdict(0.5), null)]).unranked).toMatch(/^Add another patch/);
    expect(view([group(1, ['c1', 'c2'], verdict(0.5), null)]).unranked).toMatch(/make the same change/);
    const apart = [group(1, ['c1'], verdict(0.7), 0.2), group(2, ['c2'], verdict(0.5), null)];
    expect(view(apart).unranked).toBeNull();
  });

  it('give the reason of one that was not scored, and drop one that was removed meanwhile', () => {
    const groups = [group(1, ['c1'], notScored('binaryOnly'), null), group(2, ['gone'], verdict(0.5), null)];
    const view = ranked({ groups, call: null, orderedRightly: null }, candidates);
    expect(view.groups).toHaveLength(1);
    expect(view.groups[0]).toMatchObject({ score: null, reason: expect.stringContaining('binary') });
  });
});

describe('the current change among the alternatives', () => {
  const diff = (added: string) => `--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1 +1 @@\n-one\n+${added}\n`;
  const change = { ...CHANGE, patch: diff('two') };
  const inSet = (score: number) => verdict(score, { regime: 'set' });
  // As git writes it.
  const applied = {
    ...candidate('c1', 'applied'),
    patch: `diff --git a/src/a.ts b/src/a.ts\n${diff('two')}`,
  };
  const other = { ...candidate('c2', 'other'), patch: diff('three') };

  function said(judged: ScoredVerdict, { stale = false, hidden = false } = {}) {
    const groups = [applied, other].map(({ id }, index) => ({
      rank: index + 1,
      members: [id],
      verdict: index === 0 ? judged : inSet(0.28),
      margin: null,
    }));
    const ranking = { groups, call: null, orderedRightly: null };
    const { alternatives } = panelState(
      facts({
        review: { kind: 'scored', change, verdict: verdict(0.281), steps: null, stale },
        candidates: [applied, other],
        standing: { kind: 'ranked', ranking, difference: null, stepsRead: false },
        choices: { hidden, chosen: null },
      }),
    );
    return alternatives.kind === 'ranked' ? alternatives.groups.map(({ alone }) => alone) : [];
  }

  it('has two scores, and it is said why', () => {
    expect(said(inSet(0.38))).toEqual([
      '28\u00a0% by itself, as shown for the current change; here its agreement with the others counts too.',
      null,
    ]);
  });

  it('is not offered to be added where it is a candidate already', () => {
    const offered = (origin: Alternative['origin']) => {
      const ranking = { groups: [], call: null, orderedRightly: null };
      const { alternatives } = panelState(
        facts({
          candidates: [{ ...applied, origin }, other],
          standing: { kind: 'ranked', ranking, difference: null, stepsRead: false },
        }),
      );
      return alternatives.kind === 'ranked' ? alternatives.actions.map(({ action }) => action) : [];
    };
    expect(offered(applied.origin)).toContain('addCurrentChange');
    expect(offered({ kind: 'current' })).not.toContain('addCurrentChange');
    expect(offered({ kind: 'current' })).toContain('addCandidates');
  });

  it('is not spoken of where one number is shown, where it moves on, and where it is not to be known', () => {
    for (const quiet of [
      said(inSet(0.279)),
      said(verdict(0.38)),
      said(inSet(0.38), { stale: true }),
      said(inSet(0.38), { hidden: true }),
    ])
      expect(quiet).toEqual([null, null]);
  });
});

describe('the alternatives while none can be scored', () => {
  const candidates = [candidate('c1', 'devin'), candidate('c2', 'aider')];
  const failed = {
    kind: 'message',
    problem: notScoredProblem(notScored('engineFailed', 'it died')),
  } as const;
  const shown = (parts: Partial<PanelFacts>) => {
    const state = panelState(facts({ candidates, standing: failed, ...parts }));
    expect(panelStateSchema.parse(structuredClone(state))).toEqual(state);
    if (state.alternatives.kind !== 'unscored') throw new Error('The candidates are not listed.');
    return state.alternatives;
  };

  it('are listed as not scored, under the reason and what to do about it', () => {
    const view = shown({ choices: { hidden: false, chosen: 'c2' } });
    expect(view.reason).toMatchObject({ error: true, sentence: failed.problem.sentence });
    expect(view.reason.actions.map(({ action }) => action)).toEqual(['rescore', 'restartScorer', 'showLog']);
    expect(view.members).toEqual([
      { id: 'c1', label: 'devin', origin: 'patch file · not scored', chosen: false },
      { id: 'c2', label: 'aider', origin: 'patch file · not scored', chosen: true },
    ]);
    expect(view.actions.map(({ action }) => action)).toContain('clearCandidates');
  });

  it('do not repeat what is said above', () => {
    const view = shown({ review: failed });
    expect(view.reason).toMatchObject({ error: false, sentence: 'Not scored, for the reason above.' });
    expect(view.members).toHaveLength(2);
    const rangeReview = panelState(
      facts({ candidates, standing: failed, rangeReview: { state: failed, moved: null } }),
    ).review;
    expect(rangeReview).toMatchObject({ sentence: 'Not scored, for the reason above.' });
  });

  it('have numbers for names where their sources are hidden', () => {
    const view = shown({ choices: { hidden: true, chosen: null } });
    expect(view.members.map(({ label }) => label)).toEqual(['Candidate 1', 'Candidate 2']);
    expect(JSON.stringify(view)).not.toMatch(/devin|aider|patch file/);
    expect(view.hidden).toMatch(/until you apply or keep a candidate\.$/);
  });
});

describe('a change under review in the panel', () => {
  const task = { title: 'Mend it', body: '', source: 'typed' };
  const range = { label: 'feature, since main', base: 'a'.repeat(40), head: 'b'.repeat(40) };
  const asked = { ...range, tip: 'refs/heads/feature', anew: 'refs/heads/feature' };
  const said = (moved: PanelFacts['rangeReview']['moved']) => {
    const scored = verdict(0.6);
    const change = { ...range, files: [FILE], patch: '', baseFiles: {}, problems: [] };
    const places = whereToLook([FILE], scored);
    const of = { git: {} as Git, change, task, verdict: scored, places, tests: null, notes: [] };
    const view = panelState(facts({ rangeReview: { state: { kind: 'reviewed', ...of }, moved } })).review;
    return view.kind === 'reviewed' ? view.moved : null;
  };

  it('says that its branch has moved on, with the way to what is there now', () => {
    expect(said(null)).toBeNull();
    expect(said({ range: asked, now: 'c'.repeat(40) })).toEqual({
      sentence: 'feature has moved on to cccccccccc; this review is of bbbbbbbbbb.',
      actions: [{ action: 'reviewMoved', label: 'Review as It Is Now' }],
    });
  });
});

describe('what host and panel say to each other', () => {
  it('is a snapshot that parses to itself', () => {
    const state = panelState(
      facts({
        review: { kind: 'scored', change: CHANGE, verdict: verdict(0.5), steps: null, stale: true },
        trusted: false,
      }),
    );
    expect(panelStateSchema.parse(structuredClone(state))).toEqual(state);
    expect(state.notices[0]?.sentence).toMatch(/Restricted Mode/);
  });

  it('says once what is wrong with the scorer, and what to do, however many sections it leaves without a score', () => {
    const failed = (detail: string) =>
      ({ kind: 'message', problem: notScoredProblem(notScored('modelUnusable', detail)) }) as const;
    const range = (detail: string) => ({ state: failed(detail), moved: null });
    const said = panelState(facts({ review: failed('a'), standing: failed('a'), rangeReview: range('a') }));
    expect(said.change).toMatchObject({ error: true, sentence: expect.stringContaining('(a)') as string });
    const above = { error: false, sentence: 'Not scored, for the reason above.', actions: [] };
    expect(said.alternatives).toMatchObject(above);
    expect(said.review).toMatchObject(above);
    const other = panelState(facts({ standing: failed('a'), rangeReview: range('b') }));
    expect(other.alternatives).toMatchObject({ error: true });
    expect(other.review).toMatchObject({ error: true });
  });

  it('says once that there is no task, where one is set', () => {
    const missing = { kind: 'message', problem: notScoredProblem(notScored('noTask')) } as const;
    const said = panelState(facts({ task: null, review: missing, standing: missing }));
    const above = { error: false, sentence: 'Not scored, for the reason above.', actions: [] };
    expect(said.task).toMatchObject({ kind: 'none' });
    expect([said.change, said.alternatives]).toEqual([
      expect.objectContaining(above),
      expect.objectContaining(above),
    ]);
  });

  it('says which setting the scorer could not follow, until it is mended', () => {
    const [notice] = panelState(facts({ scorerNotice: 'It is not used.' })).notices;
    expect(notice).toEqual({
      sentence: 'It is not used.',
      actions: [{ action: 'openSettings', label: 'Open Settings' }],
    });
    expect(panelState(facts({})).notices).toEqual([]);
  });

  it('says which of several folders is looked at', () => {
    expect(panelState(facts({})).notices).toEqual([]);
    const [notice] = panelState(facts({ folder: 'shop' })).notices;
    expect(notice?.sentence).toBe('Only the folder “shop” and its repository are looked at.');
    expect(notice?.actions).toEqual([{ action: 'chooseFolder', label: 'Choose Folder…' }]);
  });

  it.each([
    null,
    'ready',
    { type: 'openHunk', path: '/etc/passwd' },
    { type: 'action', action: 'workbench.action.terminal.new' },
    { type: 'openDiff', candidate: 'x'.repeat(65) },
    { type: 'cancel', section: 'everything' },
  ])('refuses the message %j', message => {
    expect(panelMessageSchema.safeParse(message).success).toBe(false);
  });
});

describe('what became of changes, in the panel', () => {
  const outcome = (event: Outcome['event']): Outcome => ({
    version: 1,
    change: 'a'.repeat(64),
    commit: null,
    at: '2026-01-01T00:00:00Z',
    source: 'person',
    event,
    score: null,
  });
  const offered = (event: Outcome['event']) => {
    const { learning } = panelState(
      facts({ learning: { learning: null, outcomes: [outcome(event)], inUse: false } }),
    );
    return learning.actions.map(({ action }) => action);
  };

  it('can be forgotten where something is known, which a choice among candidates is not', () => {
    expect(offered({ kind: 'tested', passed: true })).toEqual(['learnFromHistory', 'resetLearning']);
    expect(offered({ kind: 'choice', rank: 1, of: 2, blind: false })).toEqual(['learnFromHistory']);
  });
});

describe('what a person decides among the alternatives', () => {
  const ranking: Ranking = {
    groups: [
      { rank: 1, members: ['c1'], verdict: verdict(0.7), margin: 0.1 },
      { rank: 2, members: ['c2'], verdict: verdict(0.6), margin: null },
      { rank: 3, members: ['c3'], verdict: notScored('doesNotApply', 'a.ts has other lines'), margin: null },
    ],
    call: 'tooClose',
    orderedRightly: 0.6,
  };
  const step = { kind: 'edit', command: 'edit a.ts', observation: '', exitCode: null } as const;
  const candidates = [
    { ...candidate('c1', 'devin'), steps: [step] },
    candidate('c2', 'aider'),
    candidate('c3', 'other'),
  ];
  const side = { files: [], functions: [], guards: [], tests: false, addedLines: 1, removedLines: 0 };

  function view(choices: PanelFacts['choices'], difference: PatchDifference | null = null) {
    const standing = { kind: 'ranked' as const, ranking, difference, stepsRead: false };
    const { alternatives } = panelState(facts({ candidates, standing, choices }));
    if (alternatives.kind !== 'ranked') throw new Error('The alternatives are not ranked.');
    return alternatives;
  }

  it('hides names and origins while it is blind, everywhere', () => {
    const hidden = view({ hidden: true, chosen: null });
    expect(hidden.groups.flatMap(group => group.members)).toMatchObject([
      { label: 'Candidate A', origin: '' },
      { label: 'Candidate B', origin: '' },
      { label: 'Candidate C', origin: '' },
    ]);
    expect(JSON.stringify(hidden)).not.toMatch(/devin|aider|patch file/);
    expect(hidden.hidden).toMatch(/until you apply or keep a candidate/);
  });

  it('says whose steps are known, and of how many, but not whose while it is blind', () => {
    const shown = view({ hidden: false, chosen: null });
    expect(shown.groups[0]?.members[0]?.origin).toBe('patch file, 1 step');
    expect(shown.groups[1]?.members[0]?.origin).toBe('patch file');
    expect(shown.steps).toMatch(/steps that led to 1 of 3 candidates are known.*compares the patches alone/);
    const hidden = view({ hidden: true, chosen: null });
    expect(JSON.stringify(hidden.groups)).not.toContain('step');
  });

  it('shows which one was chosen', () => {
    const shown = view({ hidden: false, chosen: 'c2' });
    expect(shown.groups.flatMap(group => group.members.map(member => member.chosen))).toEqual([
      false,
      true,
      false,
    ]);
    expect(shown.hidden).toBeNull();
  });

  it('gives no number to what does not apply, and says why', () => {
    expect(view({ hidden: false, chosen: null }).groups[2]).toMatchObject({
      score: null,
      reason: expect.stringContaining('does not apply to its base (a.ts has other lines)') as string,
    });
  });

  it('says what the first two do differently, and never why one is ahead', () => {
    const first = { ...side, functions: ['total'], guards: ['if (!items) return 0;'] };
    const tested = { ...side, tests: true };
    const { difference } = view({ hidden: false, chosen: null }, { first, second: tested });
    expect(difference).toEqual({
      title: 'How numbers 1 and 2 differ in what they touch (lines of code +1\u00a0−0 against +1\u00a0−0):',
      sides: [
        {
          label: 'Only number 1',
          lines: [
            { what: 'touches', names: ['total'], more: 0 },
            { what: 'adds a guard:', names: ['if (!items) return 0;'], more: 0 },
          ],
        },
        { label: 'Only number 2', lines: [{ what: 'changes tests too', names: [], more: 0 }] },
      ],
    });
    expect(view({ hidden: false, chosen: null }, { first: side, second: side }).difference?.title).toMatch(
      /the same files, functions and guards/,
    );
  });
});
