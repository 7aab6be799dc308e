/** Words of code that look like names: letters, digits and underscores, at least two characters, no digit first. */
const identifier = /[\p{L}_$][\p{L}\p{N}_$]+/gu;

/** Words that stand in every file of some language and therefore say nothing about a change. */
const keywords = new Set(
  (
    'and as assert async await boolean break byte case catch char class const continue def default del delete do ' +
    'double elif else enum except export extends false final finally float fn for from func function global go if ' +
    'implements import in instanceof int interface is lambda let long match mod mut namespace new nil None nonlocal ' +
    'not null or package pass private protected pub public raise return self short static string struct super switch ' +
    'this throw throws trait true True False try type typeof use using val var void while with yield undefined impl ' +
    'cls str bool object None list dict tuple set len'
  ).split(' '),
);

/** The distinct names in a text, without keywords. */
export function identifiersOf(text: string): Set<string> {
  const names = new Set<string>();
  for (const [name] of text.matchAll(identifier)) if (!keywords.has(name)) names.add(name);
  return names;
}

/** Shared share of two sets, |a ∩ b| / |a ∪ b| in [0, 1]; two empty sets share nothing. */
export function jaccard<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const item of small) if (large.has(item)) shared++;
  const union = a.size + b.size - shared;
  return union === 0 ? 0 : shared / union;
}

/** Share of `part` that also stands in `whole`, in [0, 1]; 0 for an empty part. */
export function shareIn<T>(part: ReadonlySet<T>, whole: ReadonlySet<T>): number {
  let shared = 0;
  for (const item of part) if (whole.has(item)) shared++;
  return part.size === 0 ? 0 : shared / part.size;
}
