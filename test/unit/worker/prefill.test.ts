import { describe, expect, it } from 'vitest';
import { Prefill, chunksOf } from '../../../src/worker/prefill';
import { KeyValueBlocks } from '../../../src/worker/keyValueBlocks';
import { PrefixCache, chunkKey } from '../../../src/worker/prefixCache';
import { FakeEngine, FLOATS_PER_POSITION } from './fakeEngine';

const CHUNK_TOKENS = 4;
const evidence = (value: number) => ({ values: Float32Array.of(value), mask: Float32Array.of(1) });
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const never = new AbortController().signal;

function build(maxBytes = 1_000_000) {
  const engine = new FakeEngine();
  const prefill = new Prefill(engine, maxBytes, FLOATS_PER_POSITION, CHUNK_TOKENS);
  return { engine, prefill };
}

describe('chunks', () => {
  it('never span the end of the task, and only the last of each part is short', () => {
    expect([...chunksOf(range(0, 15), 6, 4)]).toEqual([
      [0, 1, 2, 3],
      [4, 5],
      [6, 7, 8, 9],
      [10, 11, 12, 13],
      [14],
    ]);
  });

  it('of a text without a task or without tokens', () => {
    expect([...chunksOf([1, 2], 0, 4)]).toEqual([[1, 2]]);
    expect([...chunksOf([], 0, 4)]).toEqual([]);
  });

  it('have keys that tell where the chunks before were cut', () => {
    const cut = (...chunks: number[][]) => chunks.reduce(chunkKey, '');
    expect(cut([1, 2], [3])).not.toBe(cut([1], [2, 3]));
    expect(cut([1, 2], [3])).toBe(cut([1, 2], [3]));
  });
});

describe('reading', () => {
  it('computes what two texts share once', async () => {
    const { engine, prefill } = build();
    const first = await prefill.read(
      { ids: range(0, 12), taskTokens: 8 },
      () => [evidence(1)],
      never,
      'keep',
    );
    const second = await prefill.read(
      { ids: [...range(0, 8), 90, 91], taskTokens: 8 },
      () => [evidence(1)],
      never,
      'keep',
    );
    expect([first.computedTokens, second.computedTokens]).toEqual([12, 2]);
    expect(engine.runs.map(run => [run.past.length, run.tokens.length])).toEqual([
      [0, 4],
      [4, 4],
      [8, 4],
      [12, 0],
      [8, 2],
      [10, 0],
    ]);
  });

  it('gives the engine the same input whether the past was computed or cached', async () => {
    const text = { ids: range(3, 24), taskTokens: 7 };
    const { engine, prefill } = build();
    await prefill.read({ ids: range(3, 40), taskTokens: 7 }, () => [evidence(3)], never, 'keep');
    await prefill.read(
      { ids: [...range(3, 10), ...range(50, 60)], taskTokens: 7 },
      () => [evidence(9)],
      never,
      'keep',
    );
    engine.runs.length = 0;
    const warm = await prefill.read(text, () => [evidence(2)], never, 'keep');
    const cold = build();
    expect((await cold.prefill.read(text, () => [evidence(2)], never, 'keep')).answers).toEqual(warm.answers);
    expect(engine.runs.at(-1)).toEqual(cold.engine.runs.at(-1));
    expect(engine.runs.length).toBeLessThan(cold.engine.runs.length);
  });

  it('reads a text once for several evidence vectors', async () => {
    const { engine, prefill } = build();
    const { answers } = await prefill.read(
      { ids: range(0, 4), taskTokens: 0 },
      () => [evidence(1), evidence(2)],
      never,
      'keep',
    );
    expect(answers).toHaveLength(2);
    expect(answers[0]?.logit).not.toBe(answers[1]?.logit);
    expect(engine.runs).toHaveLength(3);
  });

  it('keeps nothing of what is to be discarded', async () => {
    const { prefill } = build();
    const text = { ids: range(0, 8), taskTokens: 0 };
    await prefill.read(text, () => [], never, 'discard');
    expect((await prefill.read(text, () => [], never, 'keep')).computedTokens).toBe(8);
  });

  it('computes again what the cache had no room for', async () => {
    const { prefill } = build(CHUNK_TOKENS * 4);
    const text = { ids: range(0, 12), taskTokens: 0 };
    const first = await prefill.read(text, () => [evidence(1)], never, 'keep');
    const second = await prefill.read(text, () => [evidence(1)], never, 'keep');
    expect(second).toEqual(first);
  });

  it('stops between two chunks when it is cancelled, and can go on from there', async () => {
    const { engine, prefill } = build();
    const controller = new AbortController();
    engine.beforeRun = () => {
      if (engine.runs.length === 2) controller.abort();
    };
    const text = { ids: range(0, 16), taskTokens: 0 };
    await expect(prefill.read(text, () => [evidence(1)], controller.signal, 'keep')).rejects.toThrow(
      'aborted',
    );
    expect(engine.runs).toHaveLength(2);
    expect((await prefill.read(text, () => [evidence(1)], never, 'keep')).computedTokens).toBe(8);
  });

  it.each([
    { logits: [0, Number.NaN], ownTask: 0 },
    { logits: [0, 1], ownTask: Number.NaN },
  ] as const)('refuses an answer that is not a number: %j', async answer => {
    const { engine, prefill } = build();
    engine.run = () => Promise.resolve(answer);
    await expect(
      prefill.read({ ids: [], taskTokens: 0 }, () => [evidence(1)], never, 'keep'),
    ).rejects.toThrow('no number');
  });
});

describe('the cache of prefixes', () => {
  it('holds no more bytes than it may', () => {
    const blocks = new KeyValueBlocks(5);
    const cache = new PrefixCache(blocks, 100);
    for (let i = 0; i < 50; i++) {
      const block = blocks.take();
      cache.set(String(i), block);
      blocks.release(block);
    }
    expect(blocks.held).toBe(5);
    expect(cache.get('49')).toBeDefined();
    expect(cache.get('0')).toBeUndefined();
  });

  it('keeps nothing without room for a chunk', () => {
    const blocks = new KeyValueBlocks(5);
    const cache = new PrefixCache(blocks, 19);
    const block = blocks.take();
    cache.set('a', block);
    blocks.release(block);
    expect([cache.get('a'), blocks.held]).toEqual([undefined, 0]);
  });
});

describe('blocks of keys and values', () => {
  it('are used again when the last holder releases them, and not before', () => {
    const blocks = new KeyValueBlocks(5);
    const block = blocks.take();
    blocks.hold(block);
    blocks.release(block);
    expect(blocks.take()).not.toBe(block);
    blocks.release(block);
    expect(blocks.take()).toBe(block);
  });

  it('cannot be released by who holds none', () => {
    const blocks = new KeyValueBlocks(5);
    const block = blocks.take();
    blocks.release(block);
    expect(() => blocks.release(block)).toThrow(RangeError);
  });

  it('are held by the cache alone once texts are read, given up or have failed', async () => {
    const { engine, prefill } = build();
    const text = (from: number) => ({ ids: range(from, from + 12), taskTokens: 8 });
    await prefill.read(text(0), () => [evidence(1)], never, 'keep');
    await prefill.read(text(100), () => [evidence(1)], never, 'discard');
    expect(prefill.heldBlocks).toBe(3);
    const unreadable = () => {
      throw new Error('no evidence');
    };
    await expect(prefill.read(text(200), unreadable, never, 'keep')).rejects.toThrow('no evidence');
    engine.beforeRun = () => Promise.reject(new Error('no engine'));
    await expect(prefill.read(text(300), () => [evidence(1)], never, 'keep')).rejects.toThrow('no engine');
    expect(prefill.heldBlocks).toBe(3);
  });

  it('of a past stay as they are while a run reads them whose text was given up', async () => {
    const { engine, prefill } = build();
    const ids = range(0, 12);
    const expected = await build().prefill.read({ ids, taskTokens: 0 }, () => [evidence(1)], never, 'keep');
    await prefill.read({ ids: range(0, 4), taskTokens: 0 }, () => [], never, 'keep');
    let release: () => void = () => undefined;
    const slow = new Promise<void>(resolve => (release = resolve));
    engine.beforeRun = () => slow;
    // One text begins the second chunk and fails; another, which needs that chunk as well, waits for it.
    const failing = prefill.read(
      { ids, taskTokens: 0 },
      () => {
        throw new Error('no evidence');
      },
      never,
      'discard',
    );
    const waiting = prefill.read({ ids, taskTokens: 0 }, () => [evidence(1)], never, 'discard');
    await expect(failing).rejects.toThrow('no evidence');
    engine.beforeRun = () => undefined;
    release();
    expect((await waiting).answers).toEqual(expected.answers);
  });
});

describe('several texts at once', () => {
  it('answer as one after the other, and compute what they share once', async () => {
    const texts = [range(0, 12), [...range(0, 8), 90, 91], [...range(0, 8), 70, 71, 72, 73, 74]];
    const read = (prefill: Prefill, ids: number[]) =>
      prefill.read({ ids, taskTokens: 8 }, () => [evidence(ids.length)], never, 'keep');
    const { engine, prefill } = build();
    const together = await Promise.all(texts.map(ids => read(prefill, ids)));
    const apart = build();
    for (const [i, ids] of texts.entries()) {
      const one = await read(apart.prefill, ids);
      expect(together[i]?.answers).toEqual(one.answers);
    }
    expect(engine.runs.length).toBe(apart.engine.runs.length);
    const computed = together.reduce((sum, { computedTokens }) => sum + computedTokens, 0);
    expect(computed).toBe(12 + 2 + 5);
  });
});
