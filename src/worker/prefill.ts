import type { TokenizedInput } from '../core/render/modelInput';
import type { Engine, EvidenceVector } from './engines/engine';
import { chunkKey, type PrefixCache, type Retention } from './prefixCache';

export interface Reading {
  /** YES minus NO for each of the evidence vectors given. */
  readonly logits: readonly number[];
  /** Text tokens that went through the engine, rather than coming from the cache. */
  readonly computedTokens: number;
}

/**
 * Reads texts chunk by chunk, so that what two of them share at the start is computed once.
 *
 * Chunks have fixed boundaries: the task is cut from its start, the patch from the end of the task, the evidence runs
 * by itself. So every run of the engine has the same input whether its past was computed or cached, and that
 * makes scores independent of what was read before, bit for bit.
 */
export class Prefill {
  /**
   * @param floatsPerPosition numbers that one position takes in the key-value cache
   * @param chunkTokens tokens of a chunk; part of the model's contract
   */
  constructor(
    private readonly engine: Engine,
    private readonly cache: PrefixCache,
    private readonly floatsPerPosition: number,
    private readonly chunkTokens: number,
  ) {}

  /**
   * Reads a text once and answers for each evidence vector. Several texts may be read at a time: a chunk they share
   * is computed by the first.
   *
   * @throws the signal's reason between chunks once it is aborted; what the engine throws
   */
  async read(
    input: Pick<TokenizedInput, 'ids' | 'taskTokens'>,
    evidence: readonly EvidenceVector[],
    signal: AbortSignal,
    retention: Retention,
  ): Promise<Reading> {
    // Keys and values of the text so far, contiguous.
    const all = new Float32Array(input.ids.length * this.floatsPerPosition);
    let pastLength = 0;
    const past = () => ({ past: all.subarray(0, pastLength * this.floatsPerPosition), pastLength });
    let key = '';
    let computedTokens = 0;
    for (const tokens of chunksOf(input.ids, input.taskTokens, this.chunkTokens)) {
      key = chunkKey(key, tokens);
      const present = await this.cache.get(key, retention, async () => {
        signal.throwIfAborted();
        computedTokens += tokens.length;
        return (await this.engine.run({ tokens, evidence: null, ...past() })).present;
      });
      all.set(present, pastLength * this.floatsPerPosition);
      pastLength += tokens.length;
    }
    const logits: number[] = [];
    for (const vector of evidence) {
      signal.throwIfAborted();
      const output = await this.engine.run({ tokens: [], evidence: vector, ...past() });
      const [no, yes] = output.logits;
      if (!Number.isFinite(no) || !Number.isFinite(yes)) throw new Error('the model answered with no number');
      logits.push(yes - no);
    }
    return { logits, computedTokens };
  }
}

/** The chunks of a text: none spans the end of the task, and only the last of task and patch may be short. */
export function* chunksOf(
  ids: readonly number[],
  taskTokens: number,
  chunkTokens: number,
): Generator<readonly number[]> {
  for (const [from, to] of [
    [0, taskTokens],
    [taskTokens, ids.length],
  ] as const)
    for (let start = from; start < to; start += chunkTokens)
      yield ids.slice(start, Math.min(to, start + chunkTokens));
}
