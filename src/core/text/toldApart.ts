import { byCodeUnit } from './byCodeUnit';
import { shortened } from './shortened';

/** So much of a long name is shown of its beginning, and of what it shares with another before the two differ. */
const HEAD = 20;
const BEFORE_DIFFERENCE = 10;

/**
 * Names of at most so many characters each, cut such that they can still be told apart: of a long name that begins as
 * another does, not the end is left out but the middle of what the two share.
 *
 * @param most at least 40
 */
export function toldApart(names: readonly string[], most: number): readonly string[] {
  const sorted = [...new Set(names)].sort(byCodeUnit);
  const shared = new Map(
    sorted.map((name, i) => [
      name,
      Math.max(sharedBeginning(name, sorted[i - 1] ?? ''), sharedBeginning(name, sorted[i + 1] ?? '')),
    ]),
  );
  return names.map(name => cut(name, most, shared.get(name) ?? 0));
}

function cut(name: string, most: number, shared: number): string {
  if (name.length <= most || shared < most - BEFORE_DIFFERENCE) return shortened(name, most);
  const from = Math.min(shared - BEFORE_DIFFERENCE, name.length - (most - HEAD - 1));
  // From where a word begins, if there is one before the difference.
  const [toWord] = /^\w*?[\W_]/.exec(name.slice(from, shared)) ?? [''];
  return shortened(`${name.slice(0, HEAD)}…${name.slice(from + toWord.length)}`, most);
}

/** How many characters two texts have in common from the start. */
function sharedBeginning(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}
