import type { TokenizedInput } from '../core/render/modelInput';
import type { Engine, EvidenceVector } from './engines/engine';
import { chunkKey, type PrefixCache } from './prefixCache';

/** Whether the chunks of a text are worth keeping: not those of variants that nobody will ask for again. */
export type Retention = 'keep' | 'discard';

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
  /** Keys and values of the text being read, contiguous; kept between texts and grown as needed. */
  private past = new Float32Array(0);

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
   * Reads a text once and answers for each evidence vector. Not reentrant: one text at a time.
   *
   * @throws the signal's reason between chunks once it is aborted; what the engine throws
   */
  async read(
    input: Pick<TokenizedInput, 'ids' | 'taskTokens'>,
    evidence: readonly EvidenceVector[],
    signal: AbortSignal,
    retention: Retention,
  ): Promise<Reading> {
    this.reserve(input.ids.length);
    let key = '';
    let length = 0;
    let computedTokens = 0;
    for (const tokens of chunksOf(input.ids, input.taskTokens, this.chunkTokens)) {
      key = chunkKey(key, tokens);
      let present = this.cache.get(key);
      if (!present) {
        signal.throwIfAborted();
        ({ present } = await this.engine.run({ tokens, evidence: null, ...this.pastOf(length) }));
        computedTokens += tokens.length;
        if (retention === 'keep') this.cache.set(key, present);
      }
      this.past.set(present, length * this.floatsPerPosition);
      length += tokens.length;
    }
    const logits: number[] = [];
    for (const vector of evidence) {
      signal.throwIfAborted();
      const output = await this.engine.run({ tokens: [], evidence: vector, ...this.pastOf(length) });
      const [no, yes] = output.logits;
      if (!Number.isFinite(no) || !Number.isFinite(yes)) throw new Error('the model answered with no number');
      logits.push(yes - no);
    }
    return { logits, computedTokens };
  }

  private pastOf(length: number): { past: Float32Array; pastLength: number } {
    return { past: this.past.subarray(0, length * this.floatsPerPosition), pastLength: length };
  }

  private reserve(positions: number): void {
    const needed = positions * this.floatsPerPosition;
    if (this.past.length < needed) this.past = new Float32Array(needed);
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
