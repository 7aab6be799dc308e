import type { SecretSpan } from '../../core/redaction/secretSpan';

/** Between two texts: a line's end for what looks for one, and a character that is part of no secret's shape. */
const BETWEEN = '\n\0\n';

/** Texts one after the other, to be looked through at once. */
export class JoinedTexts {
  readonly text: string;
  /** Where each begins in `text`. */
  private readonly starts: readonly number[];

  constructor(private readonly texts: readonly string[]) {
    this.text = texts.join(BETWEEN);
    let at = 0;
    this.starts = texts.map(text => {
      const start = at;
      at += text.length + BETWEEN.length;
      return start;
    });
  }

  /** The texts in which something was found, each with its own spans; a span over several is found in each of them. */
  split(spans: readonly SecretSpan[]): ReadonlyMap<string, readonly SecretSpan[]> {
    const found = new Map<string, SecretSpan[]>();
    for (const { start, end, kind } of spans) {
      for (let index = this.indexAt(start); (this.starts[index] ?? end) < end; index++) {
        const [text = '', at = 0] = [this.texts[index], this.starts[index]];
        const own = { start: Math.max(0, start - at), end: Math.min(text.length, end - at), kind };
        if (own.end <= own.start) continue;
        const others = found.get(text);
        if (others === undefined) found.set(text, [own]);
        else others.push(own);
      }
    }
    return found;
  }

  /** Which text an offset lies in, or behind. */
  private indexAt(offset: number): number {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Joins texts up to a length; a longer text stays whole, by itself. */
export function* joinTexts(texts: Iterable<string>, length: number): Iterable<JoinedTexts> {
  let batch: string[] = [];
  let size = 0;
  for (const text of texts) {
    if (batch.length > 0 && size + text.length > length) {
      yield new JoinedTexts(batch);
      [batch, size] = [[], 0];
    }
    batch.push(text);
    size += text.length + BETWEEN.length;
  }
  if (batch.length > 0) yield new JoinedTexts(batch);
}
