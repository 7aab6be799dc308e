import { shortRef } from '../text/shortRef';

/** That what is under review is no longer what it was asked for by. @param now the commit that it names by now */
export function movedText(
  { tip, head }: { readonly tip: string; readonly head: string },
  now: string,
): string {
  const [then, by] = [head, now].map(commit => commit.slice(0, 10));
  return `${shortRef(tip)} has moved on to ${by}; this review is of ${then}.`;
}
