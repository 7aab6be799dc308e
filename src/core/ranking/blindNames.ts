import type { Ranking } from './ranking';

/**
 * Names that say nothing of where candidates come from: letters in the order of the ranking, equivalent ones with a
 * number behind the same letter.
 */
export function blindNames({ groups }: Ranking): ReadonlyMap<string, string> {
  return new Map(
    groups.flatMap(({ members }, place) =>
      members.map((id, index) => {
        const number = members.length === 1 ? '' : ` ${index + 1}`;
        return [id, `Candidate ${letters(place)}${number}`] as const;
      }),
    ),
  );
}

/** The same where there is no ranking: a number, in the order in which they were added. */
export function blindNumber(index: number): string {
  return `Candidate ${index + 1}`;
}

/** A … Z, AA, AB, … */
function letters(place: number): string {
  const last = String.fromCharCode('A'.charCodeAt(0) + (place % 26));
  return place < 26 ? last : letters(Math.floor(place / 26) - 1) + last;
}
