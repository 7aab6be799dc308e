import type { TokenizedText } from '../core/render/modelInput';
import type { Engine, EvidenceVector } from './engines/engine';
import { KeyValueBlocks, type Block } from './keyValueBlocks';
import { chunkKey, PrefixCache } from './prefixCache';

/** Whether the chunks of a text are worth keeping: not those of variants that nobody will ask for again. */
export type Retention = 'keep' | 'discard';

/** A chunk that is being computed. */
interface Computation {
  /** Holds its keys and values once it is done. */
  readonly block: Block;
  readonly done: Promise<void>;
}

/** What the model answers of a patch. */
export interface PatchAnswer {
  /** YES minus NO. */
  readonly logit: number;
  /** Logarithm of the odds that the patch is for this task, as many being for another. */
  readonly ownTask: number;
}

interface Reading {
  /** For each of the evidence vectors given. */
  readonly answers: readonly PatchAnswer[];
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
  /** Chunks that are being computed: whoever needs one that another text has begun waits for it. */
  private readonly underWay = new Map<string, Computation>();
  private readonly blocks: KeyValueBlocks;
  private readonly cache: PrefixCache;

  /**
   * @param cacheBytes room for chunks that were read
   * @param floatsPerPosition numbers that one position takes in the key-value cache
   * @param chunkTokens tokens of a chunk; part of the model's contract
   */
  constructor(
    private readonly engine: Engine,
    cacheBytes: number,
    private readonly floatsPerPosition: number,
    private readonly chunkTokens: number,
  ) {
    this.blocks = new KeyValueBlocks(chunkTokens * floatsPerPosition);
    this.cache = new PrefixCache(this.blocks, cacheBytes);
  }

  /** Blocks of keys and values that are kept, or in use by a text. */
  get heldBlocks(): number {
    return this.blocks.held;
  }

  /**
   * Reads a text once and answers for each evidence vector. Several texts may be read at once.
   *
   * @param evidence asked for once, while the engine is at work on the text where anything of it must be computed
   * @throws the signal's reason between chunks once it is aborted; what the engine throws
   */
  async read(
    input: TokenizedText,
    evidence: () => readonly EvidenceVector[],
    signal: AbortSignal,
    retention: Retention,
  ): Promise<Reading> {
    const held: Block[] = [];
    try {
      return await this.readHolding(held, input, evidence, signal, retention);
    } finally {
      for (const block of held) this.blocks.release(block);
    }
  }

  /** @param held takes the blocks of the text, each held once */
  private async readHolding(
    held: Block[],
    input: TokenizedText,
    evidence: () => readonly EvidenceVector[],
    signal: AbortSignal,
    retention: Retention,
  ): Promise<Reading> {
    const past: Float32Array[] = [];
    let key = '';
    let computedTokens = 0;
    let vectors: readonly EvidenceVector[] | null = null;
    for (const tokens of chunksOf(input.ids, input.taskTokens, this.chunkTokens)) {
      key = chunkKey(key, tokens);
      let block = this.cache.get(key);
      if (block) held.push(this.blocks.hold(block));
      else {
        signal.throwIfAborted();
        let computation = this.underWay.get(key);
        if (computation === undefined) {
          computation = this.compute(key, tokens, past, held);
          computedTokens += tokens.length;
        }
        block = computation.block;
        held.push(this.blocks.hold(block));
        vectors ??= evidence();
        await computation.done;
        if (retention === 'keep') this.cache.set(key, block);
      }
      past.push(this.keysAndValues(block, tokens.length));
    }
    const answers: PatchAnswer[] = [];
    for (const vector of vectors ?? evidence()) {
      signal.throwIfAborted();
      const { logits, ownTask } = await this.engine.run({
        tokens: [],
        evidence: vector,
        past,
        present: null,
      });
      const [no, yes] = logits;
      if (![no, yes, ownTask].every(Number.isFinite)) throw new Error('the model answered with no number');
      answers.push({ logit: yes - no, ownTask });
    }
    return { answers, computedTokens };
  }

  /** @param before the blocks of the past, which stay as they are even if the text that asked for this is given up */
  private compute(
    key: string,
    tokens: readonly number[],
    past: readonly Float32Array[],
    before: readonly Block[],
  ): Computation {
    const block = this.blocks.take();
    const needed = [block, ...before.map(one => this.blocks.hold(one))];
    const present = this.keysAndValues(block, tokens.length);
    const done = this.engine.run({ tokens, evidence: null, past: [...past], present }).then(
      () => this.ended(key, needed),
      (error: unknown) => {
        this.ended(key, needed);
        throw error;
      },
    );
    // Should the text be given up first, nobody waits for its failure.
    done.catch(() => undefined);
    const computation = { block, done };
    this.underWay.set(key, computation);
    return computation;
  }

  private ended(key: string, needed: readonly Block[]): void {
    this.underWay.delete(key);
    for (const block of needed) this.blocks.release(block);
  }

  private keysAndValues(block: Block, tokens: number): Float32Array {
    return block.floats.subarray(0, tokens * this.floatsPerPosition);
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
