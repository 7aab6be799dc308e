/** What stands between the NULs of an answer, as `-z` has git write names: they may hold anything else. */
export function entriesOf(answer: Buffer): string[] {
  return answer.toString('utf8').split('\0').filter(Boolean);
}
