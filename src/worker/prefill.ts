import type { TokenizedInput } from '../core/render/modelInput';
import type { Engine, EngineInput, EvidenceVector } from './engines/engine';
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
  /** Room for the keys and values of a text, contiguous; one for each text that is read at once, kept between texts. */
  private readonly rooms: Float32Array[] = [];
  /** Chunks that are being computed: whoever needs one that another text has begun waits for it. */
  private readonly underWay = new Map<string, Promise<Float32Array>>();

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
   * Reads a text once and answers for each evidence vector. Several texts may be read at once.
   *
   * @throws the signal's reason between chunks once it is aborted; what the engine throws
   */
  async read(
    input: Pick<TokenizedInput, 'ids' | 'taskTokens'>,
    evidence: readonly EvidenceVector[],
    signal: AbortSignal,
    retention: Retention,
  ): Promise<Reading> {
    const past = this.roomFor(input.ids.length);
    try {
      return await this.readInto(past, input, evidence, signal, retention);
    } finally {
      this.rooms.push(past);
    }
  }

  private async readInto(
    past: Float32Array,
    input: Pick<TokenizedInput, 'ids' | 'taskTokens'>,
    evidence: readonly EvidenceVector[],
    signal: AbortSignal,
    retention: Retention,
  ): Promise<Reading> {
    const pastOf = (length: number) => ({
      past: past.subarray(0, length * this.floatsPerPosition),
      pastLength: length,
    });
    let key = '';
    let length = 0;
    let computedTokens = 0;
    for (const tokens of chunksOf(input.ids, input.taskTokens, this.chunkTokens)) {
      key = chunkKey(key, tokens);
      let present = this.cache.get(key);
      if (!present) {
        signal.throwIfAborted();
        const begun = this.underWay.get(key);
        if (begun === undefined) computedTokens += tokens.length;
        present = await (begun ?? this.compute(key, { tokens, evidence: null, ...pastOf(length) }));
        if (retention === 'keep') this.cache.set(key, present);
      }
      past.set(present, length * this.floatsPerPosition);
      length += tokens.length;
    }
    const logits: number[] = [];
    for (const vector of evidence) {
      signal.throwIfAborted();
      const output = await this.engine.run({ tokens: [], evidence: vector, ...pastOf(length) });
      const [no, yes] = output.logits;
      if (!Number.isFinite(no) || !Number.isFinite(yes)) throw new Error('the model answered with no number');
      logits.push(yes - no);
    }
    return { logits, computedTokens };
  }

  private async compute(key: string, input: EngineInput): Promise<Float32Array> {
    const computing = this.engine.run(input).then(({ present }) => present);
    this.underWay.set(key, computing);
    try {
      return await computing;
    } finally {
      this.underWay.delete(key);
    }
  }

  private roomFor(positions: number): Float32Array {
    const needed = positions * this.floatsPerPosition;
    const room = this.rooms.pop();
    return room !== undefined && room.length >= needed ? room : new Float32Array(needed);
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
