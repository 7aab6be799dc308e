import type { InputLine, LineTokenizer } from './modelInput';

/** Token ids of rendered lines: `[mark, ...text]` of each, joined. */
export function tokenizeLines(lines: readonly InputLine[], tokenizer: LineTokenizer): number[] {
  return lines.flatMap(line => [tokenizer.markId(line.mark), ...tokenizer.encode(line.text)]);
}
