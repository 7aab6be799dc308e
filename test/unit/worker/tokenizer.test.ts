import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MARK_TOKENS, type Mark } from '../../../src/core/render/modelInput';
import { ModelTokenizer, estimatingTokenizer } from '../../../src/worker/tokenizer';

const json = readFileSync('test/fixtures/model-tiny/tokenizer.json', 'utf8');
const tokenizer = ModelTokenizer.parse(json, 512);
const marks = Object.keys(MARK_TOKENS) as Mark[];

/** The same file as other tools write it: the marks are added tokens that are looked for in every text. */
function withAddedTokens(): string {
  const file = JSON.parse(json) as { added_tokens: unknown[]; model: { vocab: Record<string, number> } };
  file.added_tokens = Object.values(MARK_TOKENS).map(content => ({
    id: file.model.vocab[content],
    content,
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  }));
  return JSON.stringify(file);
}

/** One that takes a whole text for a token when the vocabulary has it. */
function withoutSplitting(): string {
  const file = JSON.parse(json) as { pre_tokenizer: unknown; model: { ignore_merges: boolean } };
  file.pre_tokenizer = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false };
  file.model.ignore_merges = true;
  return JSON.stringify(file);
}

describe('the tokenizer', () => {
  it.each([
    ['as it is trained', tokenizer],
    ['with added tokens', ModelTokenizer.parse(withAddedTokens(), 512)],
    ['with texts looked up whole', ModelTokenizer.parse(withoutSplitting(), 512)],
  ])('%s never reads a mark out of a text', (_, subject) => {
    const markIds = new Set(marks.map(mark => subject.markId(mark)));
    expect(markIds.size).toBe(marks.length);
    for (const token of Object.values(MARK_TOKENS))
      for (const text of [token, `+${token} x`, `  ${token}${token}`]) {
        const ids = subject.encode(text);
        expect(ids.length).toBeGreaterThan(token.length / 4);
        expect(ids.some(id => markIds.has(id))).toBe(false);
      }
  });

  it('loses no character of any text', () => {
    const vocab = (JSON.parse(json) as { model: { vocab: Record<string, number> } }).model.vocab;
    const length = new Map(Object.entries(vocab).map(([token, id]) => [id, [...token].length]));
    for (const text of ['', '\t  if (a != b):', 'naïve 日本 🙂\u0000', 'Ünïcödé'.repeat(600)]) {
      const bytes = tokenizer.encode(text).reduce((sum, id) => sum + (length.get(id) ?? 0), 0);
      expect(bytes).toBe(Buffer.byteLength(text));
    }
  });

  it('reads a line of half a million characters, which would take hours if time grew with its square', () => {
    const piece = tokenizer.encode('a'.repeat(1_024));
    const ids = tokenizer.encode('a'.repeat(512_000));
    expect(ids).toHaveLength(500 * piece.length);
    expect(new Set(ids)).toEqual(new Set(piece));
  });

  it.each([
    ['no JSON', '{'],
    ['another kind of model', JSON.stringify({ model: { type: 'Unigram', vocab: [] } })],
    ['one without the marks', json.replaceAll('<|add|>', '<|other|>')],
  ])('refuses %s', (_, text) => {
    expect(() => ModelTokenizer.parse(text, 512)).toThrow();
  });

  it('refuses a file with more tokens than the model has', () => {
    expect(() => ModelTokenizer.parse(json, 511)).toThrow('more tokens than the model');
  });
});

describe('the estimate without a tokenizer', () => {
  it('counts words by their length, and signs', () => {
    expect(estimatingTokenizer.encode('return distance(a, b);').length).toBe(2 + 2 + 1 + 1 + 1 + 1 + 1 + 1);
    expect(estimatingTokenizer.encode('').length).toBe(0);
  });
});
