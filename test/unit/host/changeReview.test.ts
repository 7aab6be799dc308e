import { setImmediate as othersTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { parsePatch } from '../../../src/core/patch/parsePatch';
import type { ScoredVerdict } from '../../../src/core/scoring/verdict';
import type { Capture } from '../../../src/host/capture/capturedChange';
import { ChangeReview } from '../../../src/host/review/changeReview';
import type { ScoringRequest } from '../../../src/core/protocol/scorer';
import type { Scoring, ScoringOutcome } from '../../../src/host/scoring/scoring';
import { scored } from '../core/scoring/scoredVerdict';

const patch = '--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-a\n+b\n@@ -9 +9 @@\n-c\n+d\n';
const change = (text: string) => ({
  kind: 'change' as const,
  root: '/project',
  base: 'a'.repeat(40),
  baseName: 'HEAD',
  files: parsePatch(text).files,
  places: [],
  patch: text,
  baseFiles: {},
  problems: [],
});
const captured = (text: string): Capture => change(text);
const task = { title: 'Mend it', body: '', source: 'typed' };
const log = { error: () => undefined, debug: () => undefined } as unknown as ConstructorParameters<
  typeof ChangeReview
>[4];

function done(verdict: ScoredVerdict): ScoringOutcome {
  return {
    kind: 'done',
    result: {
      candidates: [{ id: 'change', single: verdict, set: null }],
      ranking: { groups: [], call: null, orderedRightly: null },
      stats: { elapsedMs: 0, tokens: 0, computedTokens: 0, residentBytes: 0 },
    },
  };
}

/** A scorer that answers for the whole change at once, and for its hunks when it is told to. */
class SlowInfluence implements Scoring {
  readonly asked: ScoringRequest['influence'][] = [];
  private readonly waiting: (() => void)[] = [];

  async score({ influence }: ScoringRequest, signal: AbortSignal): Promise<ScoringOutcome> {
    this.asked.push(influence);
    if (influence === 'none') return done(scored(0.4));
    await new Promise<void>(resolve => {
      this.waiting.push(resolve);
      signal.addEventListener('abort', () => resolve());
    });
    if (signal.aborted) return { kind: 'cancelled' };
    const hunks = [0, 1].map(hunk => ({ path: 'a.py', hunk, delta: 0.1 }));
    return done({ ...scored(0.4), hunks });
  }

  answer(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

function reviewOf(scoring: Scoring, capture: () => Capture = () => captured(patch)): ChangeReview {
  return new ChangeReview(
    () => Promise.resolve(capture()),
    () => Promise.resolve(null),
    { current: () => Promise.resolve(task) },
    scoring,
    log,
  );
}

describe('the current change', () => {
  it('has the influence of its hunks measured although it is looked at again meanwhile, as after a save', async () => {
    const scoring = new SlowInfluence();
    const review = reviewOf(scoring);
    const first = review.refresh();
    await othersTurn();
    const second = review.refresh();
    await othersTurn();
    scoring.answer();
    await Promise.all([first, second]);
    expect(scoring.asked).toEqual(['none', 'hunks']);
    expect(review.review).toMatchObject({
      kind: 'scored',
      verdict: { hunks: [{ delta: 0.1 }, { delta: 0.1 }] },
    });
    expect(review.progress).toBeNull();
  });

  it('is not scored again while it stays the same, unless it is asked for', async () => {
    const scoring = new SlowInfluence();
    const review = reviewOf(scoring);
    const look = async (force?: boolean) => {
      const looked = review.refresh(force);
      await othersTurn();
      scoring.answer();
      await looked;
    };
    await look();
    review.markStale();
    await look();
    expect(scoring.asked).toEqual(['none', 'hunks']);
    expect(review.review).toMatchObject({ kind: 'scored', stale: false });
    await look(true);
    expect(scoring.asked).toEqual(['none', 'hunks', 'none', 'hunks']);
  });

  it('is again the one from before when an edit is taken back while its influence is measured', async () => {
    const scoring = new SlowInfluence();
    const edited = patch.replace('+d', '+e');
    const states = [patch, edited, patch];
    const review = reviewOf(scoring, () => captured(states.shift() ?? patch));
    const first = review.refresh();
    await othersTurn();
    scoring.answer();
    await first;
    void review.refresh();
    await othersTurn();
    expect(review.review).toMatchObject({ kind: 'scored', change: { patch: edited } });
    const back = review.refresh();
    await othersTurn();
    scoring.answer();
    await back;
    expect(review.review).toMatchObject({
      kind: 'scored',
      change: { patch },
      verdict: { hunks: [{ delta: 0.1 }, { delta: 0.1 }] },
    });
    expect(review.progress).toBeNull();
  });

  it('is again the one from before when an edit is taken back while it is scored', async () => {
    const edited = patch.replace('+d', '+e');
    const states = [patch, edited, patch];
    const answers: ((outcome: ScoringOutcome) => void)[] = [];
    const scoring: Scoring = {
      score: ({ candidates: [candidate], influence }) =>
        candidate?.patch === patch
          ? Promise.resolve(
              done({
                ...scored(0.4),
                hunks: influence === 'none' ? [] : [{ path: 'a.py', hunk: 0, delta: 0.1 }],
              }),
            )
          : new Promise(resolve => answers.push(resolve)),
    };
    const review = reviewOf(scoring, () => captured(states.shift() ?? patch));
    await review.refresh();
    const edit = review.refresh();
    await othersTurn();
    const back = review.refresh();
    await othersTurn();
    expect(answers).toHaveLength(1);
    answers[0]?.(done(scored(-1)));
    await Promise.all([edit, back]);
    expect(review.review).toMatchObject({ kind: 'scored', change: { patch }, stale: false });
    expect(review.progress).toBeNull();
  });

  it('is not scored again when only what is said of it is another, and says that', async () => {
    const scoring = new SlowInfluence();
    const notes = [['602 untracked files are left out.'], []];
    const review = reviewOf(scoring, () => ({ ...change(patch), problems: notes.shift() ?? [] }));
    const first = review.refresh();
    await othersTurn();
    scoring.answer();
    await first;
    await review.refresh();
    expect(review.review).toMatchObject({ kind: 'scored', change: { problems: [] } });
    expect(scoring.asked).toEqual(['none', 'hunks']);
  });

  it('is scored again on another base, where other code may stand around it', async () => {
    const scoring = new SlowInfluence();
    const bases = ['a', 'b'];
    const review = reviewOf(scoring, () => ({ ...change(patch), base: bases.shift() ?? 'b' }));
    for (const base of ['a', 'b']) {
      const looked = review.refresh();
      await othersTurn();
      scoring.answer();
      await looked;
      expect(review.review).toMatchObject({ kind: 'scored', change: { base } });
    }
    expect(scoring.asked).toEqual(['none', 'hunks', 'none', 'hunks']);
  });

  it('is looked at once more for what happens at the very moment at which a look ends', async () => {
    for (let after = 0; after < 40; after++) {
      let looks = 0;
      const review = reviewOf(new SlowInfluence(), () => {
        looks += 1;
        return { kind: 'problem', problem: { error: false, brief: '', sentence: '', actions: [] } };
      });
      void review.refresh();
      for (let turn = 0; turn < after; turn++) await Promise.resolve();
      const before = looks;
      await review.refresh();
      expect([after, looks]).toEqual([after, before + 1]);
    }
  });

  it('that was captured last counts, whichever answer comes last', async () => {
    const newer = patch.replace('+d', '+e');
    const states = [patch, newer];
    const answers: ((outcome: ScoringOutcome) => void)[] = [];
    const scoring: Scoring = { score: () => new Promise(resolve => answers.push(resolve)) };
    const review = reviewOf(scoring, () => captured(states.shift() ?? newer));
    const first = review.refresh();
    await othersTurn();
    const second = review.refresh();
    await othersTurn();
    answers[1]?.(done(scored(0)));
    await othersTurn();
    answers[0]?.(done(scored(-1)));
    await first;
    await othersTurn();
    answers[2]?.({ kind: 'cancelled' });
    await second;
    expect(review.review).toMatchObject({
      kind: 'scored',
      verdict: { score: 0.5 },
      change: { patch: newer },
    });
  });

  it('is seen although it is looked at anew before a look is done, as where a log is written all the time', async () => {
    const looks: ((capture: Capture) => void)[] = [];
    const scoring: Scoring = { score: () => Promise.resolve(done(scored(0.4))) };
    const review = new ChangeReview(
      () => new Promise(resolve => looks.push(resolve)),
      () => Promise.resolve(null),
      { current: () => Promise.resolve(task) },
      scoring,
      log,
    );
    const asked: Promise<void>[] = [];
    for (let i = 0; i < 5; i++) {
      asked.push(review.refresh());
      await othersTurn();
    }
    // Not one at a time for each, and none in vain.
    expect(looks).toHaveLength(1);
    looks[0]?.(captured(patch));
    await othersTurn();
    expect(review.review.kind).toBe('scored');
    expect(looks).toHaveLength(2);
    looks[1]?.(captured(patch));
    await Promise.all(asked);
    expect(looks).toHaveLength(2);
  });

  it('is told from one that could not be read when there is none', async () => {
    const problem = { error: false, brief: 'no change', sentence: 'Nothing.', actions: [] };
    const states: Capture[] = [captured(patch), { kind: 'unchanged', problem }, { kind: 'problem', problem }];
    const scoring: Scoring = { score: () => Promise.resolve(done(scored(0.4))) };
    const review = reviewOf(scoring, () => states.shift() ?? captured(patch));
    const found: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      await review.refresh();
      found.push([review.change !== null, review.unchanged]);
    }
    expect(found).toEqual([
      [true, false],
      [false, true],
      [false, false],
    ]);
  });

  it('is out of date when something was typed after it was captured', async () => {
    const answers: ((outcome: ScoringOutcome) => void)[] = [];
    const review = reviewOf({ score: () => new Promise(resolve => answers.push(resolve)) });
    void review.refresh();
    await othersTurn();
    review.markStale();
    answers[0]?.(done(scored(0.4)));
    await othersTurn();
    expect(review.review).toMatchObject({ kind: 'scored', stale: true });
    void review.refresh();
    await othersTurn();
    expect(review.review).toMatchObject({ kind: 'scored', stale: false });
    review.dispose();
  });

  it('is neither looked at nor scored any more once that is cancelled, until it is asked for again', async () => {
    const asked: string[] = [];
    const scoring: Scoring = {
      score: ({ influence }, signal) => {
        asked.push(influence);
        return new Promise(resolve => {
          if (asked.length > 1) resolve(done(scored(0.4)));
          signal.addEventListener('abort', () => resolve({ kind: 'cancelled' }));
        });
      },
    };
    const review = reviewOf(scoring);
    const first = review.refresh();
    await othersTurn();
    review.cancel();
    await first;
    expect(review.review).toMatchObject({ kind: 'message', problem: { brief: 'cancelled' } });
    expect(review.progress).toBeNull();
    await review.refresh();
    expect(asked).toEqual(['none', 'none', 'hunks']);
    expect(review.review.kind).toBe('scored');
  });

  it('keeps its score when the measuring of influence is cancelled, and measures it when it is asked for again', async () => {
    const scoring = new SlowInfluence();
    const review = reviewOf(scoring);
    const first = review.refresh();
    await othersTurn();
    expect(review.progress).not.toBeNull();
    review.cancel();
    await first;
    expect(review.progress).toBeNull();
    expect(review.review).toMatchObject({ kind: 'scored', stale: false });
    // A save is not asking.
    await review.refresh();
    expect(scoring.asked).toEqual(['none', 'hunks']);
    const again = review.refresh(true);
    await othersTurn();
    scoring.answer();
    await again;
    expect(scoring.asked).toEqual(['none', 'hunks', 'none', 'hunks']);
    expect(review.review).toMatchObject({ kind: 'scored', verdict: { hunks: [{ delta: 0.1 }, {}] } });
  });

  it('keeps its score when the scorer fails at the influence', async () => {
    const problem = { error: true, brief: 'took too long', sentence: 'It took too long.', actions: [] };
    const review = reviewOf({
      score: ({ influence }) =>
        Promise.resolve(influence === 'none' ? done(scored(0.4)) : { kind: 'failed', problem }),
    });
    await review.refresh();
    expect(review.progress).toBeNull();
    expect(review.review).toMatchObject({ kind: 'scored', stale: false });
  });
});
