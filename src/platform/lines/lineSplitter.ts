/** A whole line, or one that was too long to keep. */
export type SplitLine =
  | { readonly kind: 'line'; readonly line: number; readonly text: string }
  | { readonly kind: 'tooLong'; readonly line: number };

const NEWLINE = 0x0a;

/**
 * Cuts a stream of bytes into lines at `\n`. A line beyond the limit is skipped without being kept, so that one huge line
 * costs no memory. Bytes that are no UTF-8 become U+FFFD.
 */
export class LineSplitter {
  private readonly maxBytes: number;
  private pieces: Buffer[] = [];
  private bytes = 0;
  private line = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  *push(chunk: Buffer): Generator<SplitLine, void, void> {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.keep(chunk.subarray(start, end));
      yield this.take();
      start = end + 1;
    }
    // A copy: the chunk belongs to the stream and would be held as a whole.
    this.keep(Buffer.from(chunk.subarray(start)));
  }

  /** What stands after the last `\n`; null when nothing does. */
  end(): SplitLine | null {
    return this.bytes === 0 ? null : this.take();
  }

  private keep(piece: Buffer): void {
    this.bytes += piece.length;
    if (this.bytes > this.maxBytes) this.pieces = [];
    else if (piece.length > 0) this.pieces.push(piece);
  }

  private take(): SplitLine {
    this.line++;
    const tooLong = this.bytes > this.maxBytes;
    const text = tooLong ? '' : Buffer.concat(this.pieces).toString('utf8');
    this.pieces = [];
    this.bytes = 0;
    return tooLong ? { kind: 'tooLong', line: this.line } : { kind: 'line', line: this.line, text };
  }
}
