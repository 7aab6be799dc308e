/** Whole words of letters, digits, `_` and `$`; letters of two code units part words, as `isNamePart` has it. */
const plainWord = /(?:(?![\u{10000}-\u{10ffff}])[\p{L}\p{N}_$])+/gu;
const isPlainWord = new RegExp(`^${plainWord.source}$`, 'u');

/**
 * How often a name stands as a whole word in a text, for many names. A generated file may hold tens of thousands of names, so
 * its words are counted once; what is no single word, such as Ruby's `valid?`, is searched for.
 *
 * @returns for a non-empty name how often it stands there
 */
export function occurrencesIn(text: string): (name: string) => number {
  let words: ReadonlyMap<string, number> | null = null;
  return name => {
    if (!isPlainWord.test(name)) return search(text, name);
    words ??= countWords(text);
    return words.get(name) ?? 0;
  };
}

function countWords(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of text.matchAll(plainWord)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function search(text: string, name: string): number {
  if (name === '') throw new RangeError('an empty name occurs everywhere');
  let count = 0;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length))
    if (!isNamePart(text[at - 1]) && !isNamePart(text[at + name.length])) count++;
  return count;
}

function isNamePart(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_$]/u.test(character);
}
