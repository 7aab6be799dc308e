import { Tokenizer } from '@huggingface/tokenizers';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { MARK_TOKENS, type LineTokenizer, type Mark } from '../core/render/modelInput';

/** Total ids kept for lines seen before; a line is encoded when its cost is counted and again when it is used. */
const MAX_CACHED_IDS = 1_000_000;

const MAX_PIECE_LENGTH = 1024;
/** By code points, so that no character is cut in two. */
const longPieces = new RegExp(`[^]{1,${MAX_PIECE_LENGTH}}`, 'gu');

const tokenizerFile = z.looseObject({
  added_tokens: z.array(z.looseObject({ content: z.string(), id: z.number().int().nonnegative() })).nullish(),
  post_processor: z.unknown(),
  model: z.looseObject({
    type: z.literal('BPE'),
    vocab: z.record(z.string(), z.number().int().nonnegative()),
    merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
  }),
});

/**
 * A tokenizer of `tokenizer.json` (byte-level BPE) that turns text into ids of ordinary tokens only.
 *
 * The marks and every other special token are taken out of the vocabulary before the library sees it, so that a
 * patch which contains `<|task|>` is read as those eight characters: it cannot open a line of its own.
 */
export class ModelTokenizer implements LineTokenizer {
  private readonly lines = new LRUCache<string, readonly number[]>({
    maxSize: MAX_CACHED_IDS,
    sizeCalculation: ids => ids.length + 1,
  });

  private constructor(
    private readonly tokenizer: Tokenizer,
    private readonly marks: Readonly<Record<Mark, number>>,
  ) {}

  /**
   * @param json content of a `tokenizer.json`
   * @param vocabulary size of the model's embedding table: every id lies below it
   * @throws with one sentence when the file is not such a tokenizer
   */
  static parse(json: string, vocabulary: number): ModelTokenizer {
    const { model, added_tokens, ...rest } = tokenizerFile.parse(JSON.parse(json));
    const ids = new Map(Object.entries(model.vocab));
    for (const token of added_tokens ?? []) ids.set(token.content, token.id);
    if ([...ids.values()].some(id => id >= vocabulary))
      throw new Error(`The tokenizer has more tokens than the model (${vocabulary}).`);

    const marks = Object.fromEntries(
      Object.entries(MARK_TOKENS).map(([mark, token]) => {
        const id = ids.get(token);
        if (id === undefined) throw new Error(`The tokenizer lacks the mark ${token}.`);
        return [mark, id];
      }),
    ) as Record<Mark, number>;

    const special = new Set([
      ...Object.values(MARK_TOKENS),
      ...(added_tokens ?? []).map(token => token.content),
    ]);
    const vocab = Object.fromEntries(Object.entries(model.vocab).filter(([token]) => !special.has(token)));
    const description = {
      ...rest,
      added_tokens: [],
      // It only adds special tokens around a whole document; ours is made of lines.
      post_processor: null,
      model: { ...model, vocab },
    };
    return new ModelTokenizer(new Tokenizer(description, {}), marks);
  }

  encode(text: string): readonly number[] {
    const known = this.lines.get(text);
    if (known) return known;
    const ids = piecesOf(text).flatMap(
      piece => this.tokenizer.encode(piece, { add_special_tokens: false }).ids,
    );
    this.lines.set(text, ids);
    return ids;
  }

  markId(mark: Mark): number {
    return this.marks[mark];
  }
}

/** Long lines (minified code, embedded data) are encoded piece by piece: merging takes more than linear time. */
function piecesOf(text: string): readonly string[] {
  return text.length <= MAX_PIECE_LENGTH ? [text] : (text.match(longPieces) ?? []);
}

/**
 * Stands in where no tokenizer exists yet, when lines are rendered to train one: a line costs a token for each
 * word, sign and four letters of a word. Its ids mean nothing and are not given to anybody.
 */
export const estimatingTokenizer: Pick<LineTokenizer, 'encode'> = {
  encode: text => new Array<number>(text.match(/\w{1,4}|[^\w\s]/g)?.length ?? 0).fill(0),
};
