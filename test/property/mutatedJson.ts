import fc from 'fast-check';

/** Where a value stands in a JSON document. */
type Place = readonly (string | number)[];

function placesOf(value: unknown, at: Place = []): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([name, item]) => placesOf(item, [...at, name]))];
}

function replaced(value: unknown, [first, ...rest]: Place, by: unknown): unknown {
  if (first === undefined) return by;
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === Number(first) ? replaced(item, rest, by) : item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, name === first ? replaced(item, rest, by) : item]),
  );
}

/** What no program of ours writes in place of a field: other types, texts with line ends, numbers without bounds. */
const strange = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom('', '\n', 'a\nb', '../x', '__proto__', 'x'.repeat(10_000), -1, 0, 1e308, 0.5, null),
);

/** A valid document with up to three of its values replaced by something else. */
export function mutated(document: unknown): fc.Arbitrary<unknown> {
  const places = placesOf(document);
  const change = fc.tuple(fc.constantFrom(...places), strange);
  return fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map(changes => changes.reduce((value, [at, by]) => replaced(value, at, by), document));
}
