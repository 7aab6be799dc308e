import { changeKey } from '../../platform/outcomes/changeKey';

interface Diff {
  readonly patch: string;
}

/** Of what is shown; the panel asks with every snapshot. */
const keys = new WeakMap<Diff, string>();

/** Whether two diffs make the same change, whatever they look like. */
export function sameChange(a: Diff, b: Diff): boolean {
  return a.patch === b.patch || keyOf(a) === keyOf(b);
}

function keyOf(diff: Diff): string {
  const known = keys.get(diff) ?? changeKey(diff.patch);
  keys.set(diff, known);
  return known;
}
