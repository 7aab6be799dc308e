import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** Whether the chunks of a text are worth keeping: not those of variants that nobody will ask for again. */
export type Retention = 'keep' | 'discard';

/**
 * Keys and values of chunks of text, by everything that was read up to the chunk's end.
 *
 * Bounded by bytes, least recently used first; cleared when another model is opened (it belongs to one engine).
 */
export class PrefixCache {
  private readonly chunks: LRUCache<string, Float32Array>;
  /** Chunks on their way: who asks for one meanwhile waits for it instead of computing it again. */
  private readonly coming = new Map<string, Promise<Float32Array>>();

  constructor(maxBytes: number) {
    this.chunks = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: present => Math.max(1, present.byteLength),
    });
  }

  /**
   * The chunk's keys and values, computed unless they are known or on their way. Who waited for a computation that
   * failed makes an own attempt.
   *
   * @throws what `compute` throws
   */
  async get(key: string, retention: Retention, compute: () => Promise<Float32Array>): Promise<Float32Array> {
    for (let coming = this.coming.get(key); coming; coming = this.coming.get(key))
      try {
        return await coming;
      } catch {
        // Its owner says why.
      }
    const known = this.chunks.get(key);
    if (known) return known;
    const present = compute();
    this.coming.set(key, present);
    try {
      const values = await present;
      if (retention === 'keep') this.chunks.set(key, values);
      return values;
    } finally {
      this.coming.delete(key);
    }
  }

  get bytes(): number {
    return this.chunks.calculatedSize;
  }
}

/**
 * Key of a chunk: the key of the chunk before it and its own tokens. The chain also fixes where the chunks
 * before were cut, because the same tokens cut elsewhere may differ in the last bits.
 */
export function chunkKey(previous: string, tokens: readonly number[]): string {
  return createHash('sha256').update(previous).update(Uint32Array.from(tokens)).digest('base64');
}
