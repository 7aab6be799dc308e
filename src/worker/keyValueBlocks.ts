/** Memory for the keys and values of one chunk. */
export interface Block {
  /** Seen by all threads; how much of it is in use its holders know. */
  readonly floats: Float32Array;
}

/**
 * Memory for keys and values, in blocks of one chunk that are used again once nobody holds them: every run makes half a
 * megabyte of them, and a collector that must find those stops the thread for tens of milliseconds a request.
 */
export class KeyValueBlocks {
  private readonly free: Block[] = [];
  private readonly holders = new Map<Block, number>();

  /** @param floatsPerBlock numbers that a whole chunk takes */
  constructor(private readonly floatsPerBlock: number) {}

  get bytesPerBlock(): number {
    return this.floatsPerBlock * Float32Array.BYTES_PER_ELEMENT;
  }

  /** A block held by the caller alone; it contains what was left in it. */
  take(): Block {
    return this.hold(
      this.free.pop() ?? { floats: new Float32Array(new SharedArrayBuffer(this.bytesPerBlock)) },
    );
  }

  /** Keeps a block from being used again, until it is released as often. */
  hold(block: Block): Block {
    this.holders.set(block, (this.holders.get(block) ?? 0) + 1);
    return block;
  }

  /** @throws RangeError when nobody holds the block: somebody would overwrite what another reads */
  release(block: Block): void {
    const holders = this.holders.get(block);
    if (holders === undefined) throw new RangeError('this block is held by nobody');
    if (holders > 1) this.holders.set(block, holders - 1);
    else {
      this.holders.delete(block);
      this.free.push(block);
    }
  }

  /** Blocks that somebody holds. */
  get held(): number {
    return this.holders.size;
  }
}
