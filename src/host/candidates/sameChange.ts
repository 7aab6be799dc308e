import { changeKey } from '../../platform/outcomes/changeKey';
import { MAX_COMPARED } from './maxCompared';

interface Diff {
  readonly patch: string;
}

const keys = new WeakMap<Diff, string>();

/** Whether two diffs make the same change, whatever they look like. */
export function sameChange(a: Diff, b: Diff): boolean {
  if (a.patch === b.patch) return true;
  return a.patch.length + b.patch.length <= MAX_COMPARED && knownKey(a) === knownKey(b);
}

/** The key of what is shown, found out once: the panel asks with every snapshot. */
export function knownKey(diff: Diff): string {
  const known = keys.get(diff) ?? changeKey(diff.patch);
  keys.set(diff, known);
  return known;
}
