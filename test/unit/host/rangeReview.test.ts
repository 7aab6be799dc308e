import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RangeReview } from '../../../src/host/review/rangeReview';
import type { Scoring } from '../../../src/host/scoring/scoring';
import { scored } from '../core/scoring/scoredVerdict';
import { TestRepository } from '../platform/repository';
import type * as editorEvents from './editorEvents';

const contexts = vi.hoisted(() => new Map<string, unknown>());

/** What is watched, and by whom. */
const editor = vi.hoisted(() => ({
  watched: new Map<string, Set<() => void>>(),
  focused: new Set<(state: { focused: boolean }) => void>(),
}));

function listener<T>(to: Set<T>, one: T) {
  to.add(one);
  return { dispose: () => void to.delete(one) };
}

vi.mock('vscode', async original => ({
  ...(await original<typeof editorEvents>()),
  Disposable: {
    from: (...parts: { dispose(): void }[]) => ({ dispose: () => parts.forEach(part => part.dispose()) }),
  },
  RelativePattern: class {
    constructor(
      readonly base: string,
      readonly pattern: string,
    ) {}
  },
  Uri: { file: (place: string) => place },
  workspace: {
    createFileSystemWatcher: ({ base, pattern }: { base: string; pattern: string }) => {
      const place = path.join(base, pattern);
      const told = editor.watched.get(place) ?? new Set();
      editor.watched.set(place, told);
      const listen = (changed: () => void) => listener(told, changed);
      return {
        onDidCreate: listen,
        onDidChange: listen,
        onDidDelete: listen,
        dispose: () => undefined,
      };
    },
  },
  window: {
    onDidChangeWindowState: (changed: (state: { focused: boolean }) => void) =>
      listener(editor.focused, changed),
  },
  commands: {
    executeCommand: (_: string, key: string, value: unknown) => {
      contexts.set(key, value);
      return Promise.resolve();
    },
  },
}));

let repository: TestRepository;
beforeEach(() => {
  repository = new TestRepository({ 'a.py': 'one\n' });
  editor.watched.clear();
  editor.focused.clear();
});
afterEach(() => repository.remove());

const log = { error: () => undefined } as unknown as ConstructorParameters<typeof RangeReview>[1];
const task = { title: 'Mend it', body: '', source: 'typed' };

/** Answers with a score, by the logit as it is when it is asked. */
function scoringBy(logit: () => number): Scoring {
  return {
    score: () =>
      Promise.resolve({
        kind: 'done',
        result: {
          candidates: [{ id: 'review', single: scored(logit()), set: null }],
          ranking: { groups: [], call: null, orderedRightly: null },
          stats: { elapsedMs: 0, tokens: 0, computedTokens: 0, residentBytes: 0 },
        },
      }),
  };
}

/** A change to review. */
async function changed() {
  const base = repository.git('rev-parse', 'HEAD');
  const head = repository.commit('two', { 'a.py': 'two\n' });
  const range = { label: 'main, since before', base, head, tip: 'refs/heads/main', anew: `${base}..main` };
  return { git: await repository.open(), range };
}

it('what is shown stays until another scorer has said something else', async () => {
  const { git, range } = await changed();
  let logit = 1;
  const review = new RangeReview(
    scoringBy(() => logit),
    log,
  );
  await review.start(git, range, task);
  const shown: (number | null)[] = [];
  review.onDidChange(() => shown.push(review.state.kind === 'reviewed' ? review.state.verdict.logit : null));
  logit = 2;
  await review.again();
  expect([...new Set(shown)]).toEqual([1, 2]);
  review.dispose();
});

it('a review that goes with its folder takes its commands along', async () => {
  const { git, range } = await changed();
  const review = new RangeReview(
    scoringBy(() => 1),
    log,
  );
  await review.start(git, range, task);
  expect(review.state.kind).toBe('reviewed');
  expect(contexts.get('sweRm.reviewing')).toBe(true);
  const next = review.start(git, range, task);
  // What needs a review is not offered while there is none.
  expect(contexts.get('sweRm.reviewing')).toBe(false);
  await next;
  expect(contexts.get('sweRm.reviewing')).toBe(true);
  review.dispose();
  expect(contexts.get('sweRm.reviewing')).toBe(false);
});

describe('when what is under review moves on', () => {
  const REFS = '.git/{packed-refs,refs/**,reftable/**}';
  const written = (place: string) => [...(editor.watched.get(path.join(repository.folder, place)) ?? [])];
  const wrote = (place: string) => written(place).forEach(changed => changed());

  /** A review that is watched. */
  async function reviewing() {
    const { git, range } = await changed();
    const review = new RangeReview(
      scoringBy(() => 1),
      log,
    );
    await review.start(git, range, task);
    await expect.poll(() => written(REFS).length).toBeGreaterThan(0);
    return { review, git, range };
  }

  it.each([
    ['git wrote a ref', () => wrote(REFS)],
    ['git wrote HEAD', () => wrote('.git/HEAD')],
    ['the window is looked at again', () => editor.focused.forEach(told => told({ focused: true }))],
  ])('it is told when %s, and the review stays as it is', async (_, happens) => {
    const { review, range } = await reviewing();
    const { state } = review;
    expect(review.moved).toBeNull();
    const now = repository.commit('three', { 'a.py': 'three\n' });
    let told = 0;
    review.onDidChange(() => (told += 1));
    happens();
    await expect.poll(() => review.moved).toEqual({ range, now });
    expect(review.state).toBe(state);
    expect(told).toBe(1);
    repository.git('reset', '-q', '--hard', range.head);
    happens();
    await expect.poll(() => review.moved).toBeNull();
    review.dispose();
  });

  it('it is told also when that was while its task was asked for', async () => {
    const { git, range } = await changed();
    const now = repository.commit('three', { 'a.py': 'three\n' });
    const review = new RangeReview(
      scoringBy(() => 1),
      log,
    );
    await review.start(git, range, task);
    await expect.poll(() => review.moved).toEqual({ range, now });
    review.dispose();
  });

  it('a branch that is gone has not moved on', async () => {
    const { git, range } = await changed();
    const review = new RangeReview(
      scoringBy(() => 1),
      log,
    );
    const looked = vi.spyOn(git, 'resolve');
    await review.start(git, { ...range, tip: 'refs/heads/merged' }, task);
    await expect.poll(() => looked.mock.settledResults).toContainEqual({ type: 'fulfilled', value: null });
    expect(review.moved).toBeNull();
    review.dispose();
  });

  it.each(['close', 'dispose'] as const)('nothing is watched any more after %s', async end => {
    const { review } = await reviewing();
    review[end]();
    await expect.poll(() => [...editor.watched.values()].flatMap(told => [...told])).toEqual([]);
    expect(editor.focused.size).toBe(0);
    expect(review.moved).toBeNull();
    review.dispose();
  });

  it('another review is about itself', async () => {
    const { review, git, range } = await reviewing();
    const now = repository.commit('three', { 'a.py': 'three\n' });
    wrote(REFS);
    await expect.poll(() => review.moved?.now).toBe(now);
    const looked = vi.spyOn(git, 'resolve');
    await review.start(git, { ...range, head: now }, task);
    await expect.poll(() => looked.mock.settledResults).toContainEqual({ type: 'fulfilled', value: now });
    expect(review.moved).toBeNull();
    review.dispose();
  });
});
