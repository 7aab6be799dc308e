import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/**
 * Keys and values of chunks of text, by everything that was read up to the chunk's end.
 *
 * Bounded by bytes, least recently used first; cleared when another model is opened (it belongs to one engine).
 */
export class PrefixCache {
  private readonly chunks: LRUCache<string, Float32Array>;

  constructor(maxBytes: number) {
    this.chunks = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: present => Math.max(1, present.byteLength),
    });
  }

  get(key: string): Float32Array | undefined {
    return this.chunks.get(key);
  }

  set(key: string, present: Float32Array): void {
    this.chunks.set(key, present);
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
