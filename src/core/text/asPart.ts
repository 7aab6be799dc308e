/** A sentence as a part of another one: neither its beginning nor its end stands out. */
export function asPart(sentence: string): string {
  return sentence.replace(/\.$/, '').replace(/^(?:A|The) /, article => article.toLowerCase());
}
