import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ProcessStep } from '../../../src/core/evidence/processStep';
import { EVIDENCE_GROUPS } from '../../../src/core/evidence/evidence';
import { manifestSchema } from '../../../src/core/model/manifest';
import type { CandidateInput, ScoreResult } from '../../../src/core/protocol/scorer';
import { parsePatch } from '../../../src/core/patch/parsePatch';
import { whereToLook } from '../../../src/core/review/whereToLook';
import { sigmoid } from '../../../src/core/scoring/calibrate';
import type { ScoredVerdict, Verdict } from '../../../src/core/scoring/verdict';
import { TreeSitterReader } from '../../../src/platform/syntax/treeSitter';
import type { EngineShape } from '../../../src/worker/engines/engine';
import { PatchReader } from '../../../src/worker/patchReader';
import { Prefill } from '../../../src/worker/prefill';
import { StoppedByQueue } from '../../../src/worker/requestQueue';
import { Scorer } from '../../../src/worker/scorer';
import { ModelTokenizer } from '../../../src/worker/tokenizer';
import { withinTime } from '../../../src/platform/process/withinTime';
import { candidates, patches, request } from './exampleTask';
import { FakeEngine, FLOATS_PER_POSITION } from './fakeEngine';

const never = new AbortController().signal;
const ignore = () => undefined;
const read = (name: string) => readFileSync(`test/fixtures/model-tiny/${name}`, 'utf8');
const manifest = manifestSchema.parse(JSON.parse(read('manifest.json')));
const tokenizer = ModelTokenizer.parse(read('tokenizer.json'), 512);
const features = Object.fromEntries(
  EVIDENCE_GROUPS.map(group => [group, manifest.input.evidence[group].length]),
) as EngineShape['features'];

let syntax: TreeSitterReader;
beforeAll(async () => {
  syntax = await TreeSitterReader.load();
});

function build(textsAtOnce = 1) {
  const engine = new FakeEngine();
  const scorer = new Scorer({
    manifest,
    features,
    reader: new PatchReader(syntax, tokenizer, { total: 1024, task: 256 }),
    tokenizer,
    textsAtOnce,
    prefill: new Prefill(engine, 1_000_000, FLOATS_PER_POSITION, 16),
  });
  return { engine, scorer };
}

function scored(verdict: Verdict | null | undefined): ScoredVerdict {
  expect(verdict?.kind).toBe('scored');
  return verdict as ScoredVerdict;
}

const testedSteps: readonly ProcessStep[] = [
  { kind: 'edit', command: 'edit_file\npath: shop/cart.py', observation: '', exitCode: null },
  { kind: 'test', command: 'pytest', observation: '3 passed in 0.1s', exitCode: 0 },
];

const byId = (result: ScoreResult) => new Map(result.candidates.map(candidate => [candidate.id, candidate]));

describe('a lone patch', () => {
  it('is scored without agreement, and says what calibrated it', async () => {
    const { scorer } = build();
    const result = await scorer.score(request(candidates('product')), never, ignore);
    const verdict = scored(result.candidates[0]?.single);
    expect(result.candidates[0]?.set).toBeNull();
    expect(verdict.producedBy).toEqual({
      model: 'random weights',
      version: '0',
      regime: 'single',
      trajectory: 'none',
      calibratedOn: 100,
      resolvedShare: 0.5,
      calibrationError: 0.5,
    });
    expect(verdict.interval.low).toBeLessThanOrEqual(verdict.score);
    expect(verdict.interval.high).toBeGreaterThanOrEqual(verdict.score);
    expect(new Set(verdict.evidence.map(item => item.group))).toEqual(new Set(['patch', 'static']));
    expect(result.ranking).toMatchObject({ call: null, groups: [{ rank: 1, members: ['product'] }] });
    expect(result.stats.computedTokens).toBe(result.stats.tokens);
  });

  it('says when the code around it could not be read', async () => {
    const { scorer } = build();
    const problems = async (params: ReturnType<typeof request>) =>
      scored((await scorer.score(params, never, ignore)).candidates[0]?.single).problems;
    expect(await problems(request(candidates('product')))).toEqual([]);
    expect(await problems({ ...request(candidates('product')), baseFiles: {} })).toEqual([
      expect.stringContaining('Judged by the diff alone, without the code around it: shop/cart.py'),
    ]);
  });

  it('may be for another task where the odds are as the manifest says', async () => {
    const doubted = async (ownTask: number) => {
      const { engine, scorer } = build();
      engine.ownTask = ownTask;
      const result = await scorer.score(request(candidates('product', 'swapped')), never, ignore);
      const [first] = result.candidates;
      return [first?.single, first?.set].map(verdict => scored(verdict).perhapsOtherTask);
    };
    const { doubtedBelow } = manifest.ownTask;
    expect(await doubted(doubtedBelow)).toEqual([false, false]);
    expect(await doubted(doubtedBelow - 0.1)).toEqual([true, true]);
  });

  it('of a patch that adds no name no share of added names is told', async () => {
    const { scorer } = build();
    const [product] = candidates('product');
    const deletion = `--- a/shop/cart.py\n+++ b/shop/cart.py\n@@ -8 +8,0 @@ class Cart:\n-            result += item.price\n`;
    const names = async (candidate: CandidateInput) => {
      const verdict = scored((await scorer.score(request([candidate]), never, ignore)).candidates[0]?.single);
      return verdict.evidence.map(({ name }) => name);
    };
    expect(await names(product!)).toContain('newNamesShare');
    const ofDeletion = await names({ id: 'deletion', patch: deletion });
    expect(ofDeletion).toContain('namesAdded');
    expect(ofDeletion).not.toContain('newNamesShare');
  });

  it('counts the steps that led to it where the model was calibrated with them, and says so', async () => {
    const { scorer } = build();
    const without = scored(
      (await scorer.score(request(candidates('product')), never, ignore)).candidates[0]?.single,
    );
    const [product] = candidates('product');
    const result = await scorer.score(request([{ ...product!, steps: testedSteps }]), never, ignore);
    const read = scored(result.candidates[0]?.single);
    expect([without.producedBy.trajectory, read.producedBy.trajectory]).toEqual(['none', 'read']);
    expect(read.evidence.filter(item => item.group === 'process')).toContainEqual(
      expect.objectContaining({ name: 'lastTestPassed', value: 1 }),
    );
    expect(read.logit).not.toBe(without.logit);
    // The tiny model's map with trajectories has another intercept.
    expect(read.score).toBeCloseTo(sigmoid(read.logit + 0.5), 12);
    const untested = await scorer.score(
      request([{ ...product!, steps: testedSteps.slice(0, 1) }]),
      never,
      ignore,
    );
    expect(scored(untested.candidates[0]?.single).logit).not.toBe(read.logit);
    expect(untested.stats.computedTokens).toBe(0);
  });

  it('is scored without steps that did nothing', async () => {
    const { scorer } = build();
    const [product] = candidates('product');
    const talk = [{ kind: 'message', command: '', observation: 'Done!', exitCode: null }] as const;
    const result = await scorer.score(request([{ ...product!, steps: talk }]), never, ignore);
    expect(scored(result.candidates[0]?.single).producedBy.trajectory).toBe('none');
  });

  it('gives the influence of each hunk as the difference to the patch without it', async () => {
    const { scorer } = build();
    const influence = await scorer.score(
      request(candidates('twoHunks'), { influence: 'hunks' }),
      never,
      ignore,
    );
    const whole = scored(influence.candidates[0]?.single);
    expect(whole.hunks.map(({ path, hunk }) => [path, hunk])).toEqual([
      ['shop/cart.py', 1],
      ['shop/cart.py', 0],
    ]);
    const without = scored(
      (await scorer.score(request(candidates('product')), never, ignore)).candidates[0]?.single,
    );
    expect(whole.hunks[0]?.delta).toBeCloseTo(whole.score - without.score, 12);
  });

  it('gives the influence of each file too, and says how far it is; a file of one hunk is left out once', async () => {
    const { scorer, engine } = build();
    const progress: [number, number][] = [];
    const result = await scorer.score(
      request(candidates('twoFiles'), { influence: 'hunksAndFiles' }),
      never,
      (...args) => progress.push(args),
    );
    const whole = scored(result.candidates[0]?.single);
    const hunk = (path: string) => whole.hunks.find(item => item.path === path)?.delta;
    expect(whole.hunks).toHaveLength(3);
    expect(whole.files.map(file => file.path).sort()).toEqual(['setup.cfg', 'shop/cart.py']);
    expect(whole.files.find(file => file.path === 'setup.cfg')?.delta).toBe(hunk('setup.cfg'));
    const settings = request([
      { id: 'x', patch: patches.twoFiles.slice(patches.twoFiles.indexOf('--- a/setup.cfg')) },
    ]);
    const without = scored((await build().scorer.score(settings, never, ignore)).candidates[0]?.single);
    expect(whole.files.find(file => file.path === 'shop/cart.py')?.delta).toBeCloseTo(
      whole.score - without.score,
      12,
    );
    // The whole, three hunks that are read, and the one file that has more than one of them.
    expect(progress).toEqual([1, 2, 3, 4, 5].map(done => [done, 5]));
    expect(engine.runs.filter(run => run.evidence).length).toBe(5);
  });

  it('is measured no further than is asked, in the order in which its parts are looked at', async () => {
    const { scorer } = build();
    const measured = async (mostParts: number) => {
      const params = request(candidates('twoFiles'), { influence: 'hunksAndFiles', mostParts });
      const { hunks, files } = scored((await scorer.score(params, never, ignore)).candidates[0]?.single);
      return [hunks.length, files.length];
    };
    const first = whereToLook(parsePatch(patches.twoFiles).files, { hunks: [], files: [] });
    const params = request(candidates('twoFiles'), { influence: 'hunksAndFiles', mostParts: 1 });
    const one = scored((await scorer.score(params, never, ignore)).candidates[0]?.single);
    expect(one.hunks).toMatchObject([{ path: first.hunks[0]?.path, hunk: first.hunks[0]?.hunk }]);
    expect(one.files).toMatchObject([{ path: first.files[0]?.path }]);
    // The cache of scores tells them apart.
    expect([await measured(1), await measured(2)]).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it('of one hunk has no influences', async () => {
    const { scorer } = build();
    const result = await scorer.score(request(candidates('product'), { influence: 'hunks' }), never, ignore);
    expect(scored(result.candidates[0]?.single).hunks).toEqual([]);
  });
});

describe('a set', () => {
  const all = ['product', 'swapped', 'twoHunks', 'undefinedName'] as const;

  it('is scored in both regimes, and the lone score is that of the patch by itself', async () => {
    const { scorer } = build();
    const result = byId(await scorer.score(request(candidates(...all)), never, ignore));
    const alone = build().scorer;
    for (const name of all) {
      expect(scored(result.get(name)?.set).evidence.some(item => item.group === 'agreement')).toBe(true);
      const single = await alone.score(request(candidates(name)), never, ignore);
      expect(result.get(name)?.single).toEqual(single.candidates[0]?.single);
    }
  });

  it('has the same scores in any order, from any state of the caches', async () => {
    const { scorer } = build();
    const expected = byId(await scorer.score(request(candidates(...all)), never, ignore));
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...all], { minLength: all.length }),
        fc.subarray([...all]),
        async (order, before) => {
          const other = build().scorer;
          if (before.length > 0) await other.score(request(candidates(...before)), never, ignore);
          expect(byId(await other.score(request(candidates(...order)), never, ignore))).toEqual(expected);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('says where the model has no calibration with trajectories, and scores without', async () => {
    const { scorer } = build();
    const known = byId(await scorer.score(request(candidates(...all)), never, ignore));
    const list = candidates(...all).map((one, i) => (i === 0 ? { ...one, steps: testedSteps } : one));
    const [first, ...others] = (await scorer.score(request(list), never, ignore)).candidates;
    const before = known.get(first?.id ?? '');
    expect(scored(first?.single).producedBy.trajectory).toBe('read');
    expect(scored(first?.set).producedBy.trajectory).toBe('notCalibrated');
    expect(scored(first?.set).logit).toBe(scored(before?.set).logit);
    expect(scored(first?.set).evidence).toEqual(scored(before?.set).evidence);
    // The steps of one say nothing of the others.
    for (const other of others) expect(other).toEqual(known.get(other.id));
  });

  it('computes its task once', async () => {
    const { scorer, engine } = build();
    await scorer.score(request(candidates(...all)), never, ignore);
    const starts = engine.runs.filter(run => run.past.length === 0);
    expect(starts).toHaveLength(1);
  });

  it('puts patches that make the same change into one group', async () => {
    const { scorer } = build();
    const list = [...candidates('product', 'swapped'), { id: 'again', patch: patches.product }];
    const { ranking } = await scorer.score(request(list), never, ignore);
    expect(ranking.groups.map(group => group.members)).toContainEqual(['product', 'again']);
    expect(ranking.groups).toHaveLength(2);
    expect(ranking.call).not.toBeNull();
  });

  it('are compared by their scores among each other, whatever cannot be scored beside them', async () => {
    const alone = await build().scorer.score(request(candidates('product', 'undefinedName')), never, ignore);
    const beside = await build().scorer.score(
      request(candidates('product', 'binary', 'undefinedName')),
      never,
      ignore,
    );
    const ranked = ({ ranking }: ScoreResult) =>
      ranking.groups.filter(({ verdict }) => verdict.kind === 'scored');
    expect(ranked(beside)).toEqual(ranked(alone));
    expect(ranked(alone).map(({ verdict }) => scored(verdict).regime)).toEqual(['set', 'set']);
    const [first, second] = ranked(alone).map(({ verdict }) => scored(verdict).logit);
    // The tiny model's slope for sets of two is half of its others.
    expect(beside.ranking.orderedRightly).toBe(sigmoid(0.5 * (first! - second!)));
  });

  it('that cannot be read make no one change, even where their text is the same', async () => {
    const list = [...candidates('binary'), { id: 'again', patch: patches.binary }];
    const { ranking } = await build().scorer.score(request(list), never, ignore);
    expect(ranking.groups.map(({ members }) => members)).toEqual([['binary'], ['again']]);
  });

  it('with one candidate that can be scored falls back to the single regime', async () => {
    const { scorer } = build();
    const result = await scorer.score(request(candidates('binary', 'product')), never, ignore);
    expect(result.candidates.map(candidate => candidate.set)).toEqual([null, null]);
    expect(result.ranking.groups.map(group => group.members)).toEqual([['product'], ['binary']]);
  });

  it('reports its progress', async () => {
    const seen: number[] = [];
    await build().scorer.score(request(candidates(...all)), never, done => seen.push(done));
    expect(seen).toEqual([1, 2, 3, 4]);
  });
});

describe('a second request', () => {
  it('for the same content runs nothing', async () => {
    const { scorer, engine } = build();
    const first = await scorer.score(request(candidates('product', 'swapped')), never, ignore);
    engine.runs.length = 0;
    const second = await scorer.score(request(candidates('product', 'swapped')), never, ignore);
    expect(engine.runs).toHaveLength(0);
    expect(second.candidates).toEqual(first.candidates);
    expect(second.stats).toMatchObject({ tokens: first.stats.tokens, computedTokens: 0 });
  });

  it.each([
    ['another task', { task: { title: 'Cart.total', body: 'is wrong', source: '' } }],
    ['another base', { baseFiles: {} }],
  ])('with %s is scored anew', async (_, change) => {
    const { scorer, engine } = build();
    await scorer.score(request(candidates('product')), never, ignore);
    engine.runs.length = 0;
    await scorer.score(request(candidates('product'), change), never, ignore);
    expect(engine.runs.length).toBeGreaterThan(0);
  });

  it('reads a candidate with the files of its own base, as if they were the only ones', async () => {
    const { scorer } = build();
    const given = request(candidates('product', 'swapped'));
    const { single: apart } = (await scorer.score(request(candidates('product')), never, ignore))
      .candidates[0] ?? { single: null };
    const other = Object.fromEntries(Object.keys(given.baseFiles).map(path => [path, 'x = 1\n']));
    const [product, swapped] = given.candidates;
    if (product === undefined || swapped === undefined) throw new Error('Two candidates are needed.');
    const own = [{ ...product, ownBaseFiles: given.baseFiles }, swapped];
    const result = await scorer.score({ ...given, candidates: own, baseFiles: other }, never, ignore);
    expect(result.candidates[0]?.single).toEqual(apart);
    const without = await scorer.score({ ...given, baseFiles: other }, never, ignore);
    expect(without.candidates[0]?.single).not.toEqual(apart);
  });

  it('after a small edit computes only what follows it', async () => {
    const { scorer } = build();
    const first = await scorer.score(request(candidates('twoHunks')), never, ignore);
    const edited = { id: 'edited', patch: patches.twoHunks.replace('item.quantity for', 'item.amount for') };
    const second = await scorer.score(request([edited]), never, ignore);
    expect(second.stats.computedTokens).toBeLessThan(first.stats.computedTokens / 2);
  });
});

describe('what cannot be scored says why', () => {
  it.each([
    ['binary', 'binaryOnly'],
    ['unsafe', 'unsafePath'],
    ['combined', 'combinedDiff'],
    ['prose', 'notADiff'],
  ] as const)('%s', async (name, reason) => {
    const { scorer, engine } = build();
    const result = await scorer.score(request(candidates(name)), never, ignore);
    expect(result.candidates[0]?.single).toMatchObject({ kind: 'notScored', reason });
    expect(engine.runs).toHaveLength(0);
  });

  it('an empty patch, a huge one, and one without a task', async () => {
    const { scorer } = build();
    const reason = async (patch: string, more = {}) =>
      (await scorer.score(request([{ id: 'a', patch }], more), never, ignore)).candidates[0]?.single;
    expect(await reason('')).toMatchObject({ reason: 'emptyPatch' });
    const renamed = 'diff --git a/a b/b\nsimilarity index 100%\nrename from a\nrename to b\n';
    expect(await reason(renamed)).toMatchObject({ message: expect.stringContaining('no line of text') });
    expect(await reason(patches.product + 'x'.repeat(20_000_000))).toMatchObject({ reason: 'tooLarge' });
    expect(await reason(patches.product, { task: null })).toMatchObject({ reason: 'noTask' });
    const blank = { title: ' ', body: '\n', source: '' };
    expect(await reason(patches.product, { task: blank })).toMatchObject({ reason: 'noTask' });
  });

  it('what holds no code and a merge that is not finished, unless the model is measured', async () => {
    const { scorer } = build();
    const diff = (path: string, ...lines: readonly string[]) =>
      `--- a/${path}\n+++ b/${path}\n@@ -1,1 +1,${lines.length + 1} @@\n x = 1\n${lines.map(line => `+${line}\n`).join('')}`;
    const verdict = async (patch: string, more = {}) =>
      (await scorer.score(request([{ id: 'a', patch }], more), never, ignore)).candidates[0]?.single;
    const comments = diff('a.py', '# y', '');
    expect(await verdict(comments)).toMatchObject({ reason: 'noCode' });
    expect(await verdict(comments, { measuring: true })).toMatchObject({ kind: 'scored' });
    const unended = `--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n x = 1\n-# y\n\\ No newline at end of file\n+# y\n`;
    expect(await verdict(unended)).toMatchObject({ reason: 'noCode' });
    const documented = `def f():\n    """One.\n\n    Two.\n    Three.\n    Four.\n    """\n    return 1\n`;
    const four = `--- a/a.py\n+++ b/a.py\n@@ -5,2 +5,3 @@\n     Three.\n     Four.\n+    Five.\n`;
    expect(await verdict(four, { baseFiles: { 'a.py': documented } })).toMatchObject({ reason: 'noCode' });
    expect(await verdict(four)).toMatchObject({ kind: 'scored' });
    expect(await verdict(diff('a.py', '# y', 'y = 2'))).toMatchObject({ kind: 'scored' });
    // Nor are tests and documents read, which a change of code may come with.
    const [test, document] = [diff('tests/test_a.py', 'y = 2'), diff('a.md', 'y')];
    expect(await verdict(test + document)).toMatchObject({ reason: 'noCode' });
    const code = diff('a.py', 'y = 2');
    const [alone, together] = [await verdict(code), await verdict(test + code + document)];
    expect(together).toEqual({
      ...alone,
      problems: [
        'Tests, documents and generated files that come with a change are not read.',
        expect.stringContaining('Judged by the diff alone'),
      ],
    });
    const conflict = ['<<<<<<< HEAD', 'y = 1', '=======', 'y = 2', '>>>>>>> other'];
    expect(await verdict(diff('a.py', ...conflict))).toMatchObject({
      reason: 'conflictMarkers',
      message: expect.stringContaining('(a.py)'),
    });
    expect(await verdict(diff('tests/merge.py', ...conflict) + code)).toMatchObject({ kind: 'scored' });
    expect(await verdict(diff('a.py', '=======', 'y = 1'))).toMatchObject({ kind: 'scored' });
  });

  it('a failing engine costs one verdict, not the next', async () => {
    const { scorer, engine } = build();
    let runs = 0;
    engine.beforeRun = () => {
      if (runs++ === 0) throw new Error('out of memory');
    };
    const result = await scorer.score(request(candidates('product', 'swapped')), never, ignore);
    expect(result.candidates[0]?.set).toMatchObject({
      reason: 'engineFailed',
      message: expect.stringContaining('out of memory'),
    });
    scored(result.candidates[1]?.set);
  });
});

describe('a request that is stopped', () => {
  it('midway keeps the verdicts it has and gives the reason for the others', async () => {
    const { scorer, engine } = build();
    const controller = new AbortController();
    const result = await scorer.score(
      request(candidates('product', 'swapped', 'twoHunks')),
      controller.signal,
      done => {
        if (done === 1) controller.abort(new StoppedByQueue('a newer request took its place'));
      },
    );
    scored(result.candidates[0]?.set);
    for (const { set } of result.candidates.slice(1))
      expect(set).toMatchObject({ reason: 'cancelled', message: expect.stringContaining('a newer request') });
    const runs = engine.runs.length;
    expect(await scorer.score(request(candidates('swapped')), controller.signal, ignore)).toMatchObject({
      candidates: [{ single: { reason: 'cancelled' } }],
    });
    expect(engine.runs).toHaveLength(runs);
  });

  it('by its deadline times out', async () => {
    const { scorer, engine } = build();
    const result = await withinTime(never, 30, signal => {
      engine.beforeRun = () => new Promise(resolve => signal.addEventListener('abort', () => resolve()));
      return scorer.score(request(candidates('product')), signal, ignore);
    });
    expect(result.candidates[0]?.single).toMatchObject({ reason: 'timeout' });
  });

  it('by somebody else while it measures influence leaves no score', async () => {
    const { scorer, engine } = build();
    const controller = new AbortController();
    let answers = 0;
    engine.beforeRun = () => {
      if (engine.runs.at(-1)?.evidence && ++answers === 2) controller.abort();
    };
    const params = request(candidates('twoHunks'), { influence: 'hunks' });
    const { candidates: verdicts } = await scorer.score(params, controller.signal, ignore);
    expect(verdicts[0]?.single).toMatchObject({ kind: 'notScored', reason: 'cancelled' });
  });

  it('by its deadline while it measures influence keeps the score, and measures again next time', async () => {
    const { scorer, engine } = build();
    const params = request(candidates('twoHunks'), { influence: 'hunks' });
    const controller = new AbortController();
    let answers = 0;
    engine.beforeRun = () => {
      if (engine.runs.at(-1)?.evidence && ++answers === 2)
        controller.abort(new DOMException('The deadline has passed.', 'TimeoutError'));
    };
    const first = scored((await scorer.score(params, controller.signal, ignore)).candidates[0]?.single);
    expect(first.hunks).toHaveLength(1);
    const second = scored((await scorer.score(params, never, ignore)).candidates[0]?.single);
    expect(second.hunks).toHaveLength(2);
    expect(second.score).toBe(first.score);
  });
});

describe('texts read side by side', () => {
  it('give the results of one after the other', async () => {
    const results = await Promise.all(
      [1, 3].map(textsAtOnce =>
        build(textsAtOnce).scorer.score(
          request(candidates('product', 'swapped', 'twoHunks', 'twoFiles')),
          never,
          ignore,
        ),
      ),
    );
    const [one, several] = results.map(({ candidates: verdicts, ranking, stats }) => ({
      verdicts,
      ranking,
      tokens: stats.tokens,
      computed: stats.computedTokens,
    }));
    expect(several).toEqual(one);
  });
});
