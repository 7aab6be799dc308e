/**
 * The model's input as text: lines, each opened by one mark. A mark is a single special token, so a line
 * is tokenised by itself as `[mark, ...tokens of text]` and the tokens of a document are the tokens of
 * its lines, joined. That makes counting exact, tokenising cacheable per line, and shared prefixes
 * of two documents shared prefixes of tokens.
 */
export type Mark = 'task' | 'text' | 'patch' | 'file' | 'scope' | 'context' | 'added' | 'removed' | 'cut';

/** The special token of each mark in the tokenizer's vocabulary. */
export const MARK_TOKENS: Readonly<Record<Mark, string>> = {
  task: '<|task|>',
  text: '<|text|>',
  patch: '<|patch|>',
  file: '<|file|>',
  scope: '<|scope|>',
  context: '<|ctx|>',
  added: '<|add|>',
  removed: '<|del|>',
  cut: '<|cut|>',
};

export interface InputLine {
  readonly mark: Mark;
  readonly text: string;
}

/** Something the token budget left out, in words a person can read. */
export interface DroppedPart {
  readonly path: string | null;
  readonly what: 'task' | 'scope' | 'context' | 'lines';
  /** Number of lines left out. */
  readonly lines: number;
}

/** A rendered text as the engine reads it. `ids[0..taskTokens)` is the task, which all its candidates share. */
export interface TokenizedText {
  readonly ids: readonly number[];
  readonly taskTokens: number;
}

/** Tokens of one line's text, without its mark. */
export interface LineTokenizer {
  encode(text: string): readonly number[];
  markId(mark: Mark): number;
}

/** Changes whenever the same patch would render to other lines; a model states the version it was trained on. */
export const RENDER_VERSION = 9;

export interface RenderBudget {
  /** Most tokens of task and patch together. */
  readonly total: number;
  /** Most tokens of the task. */
  readonly task: number;
}
