import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Block, KeyValueBlocks } from './keyValueBlocks';

/**
 * Keys and values of chunks of text, by everything that was read up to the chunk's end.
 *
 * Bounded by bytes, least recently used first; cleared when another model is opened (it belongs to one engine).
 */
export class PrefixCache {
  private readonly chunks: LRUCache<string, Block> | null;

  /** @param maxBytes room for whole chunks; none is kept when it is too small for one */
  constructor(
    private readonly blocks: KeyValueBlocks,
    maxBytes: number,
  ) {
    const max = Math.floor(maxBytes / blocks.bytesPerBlock);
    this.chunks =
      max < 1 ? null : new LRUCache<string, Block>({ max, dispose: block => blocks.release(block) });
  }

  /** The block of a chunk; whoever goes on using it must hold it. */
  get(key: string): Block | undefined {
    return this.chunks?.get(key);
  }

  /** Holds the block until there is no room for it any more. */
  set(key: string, block: Block): void {
    if (this.chunks === null || this.chunks.peek(key) === block) return;
    this.chunks.set(key, this.blocks.hold(block));
  }
}

/**
 * Key of a chunk: the key of the chunk before it and its own tokens. The chain also fixes where the chunks
 * before were cut, because the same tokens cut elsewhere may differ in the last bits.
 */
export function chunkKey(previous: string, tokens: readonly number[]): string {
  return createHash('sha256').update(previous).update(Uint32Array.from(tokens)).digest('base64');
}
