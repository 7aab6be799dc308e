/** A text of at most so many characters; what is longer ends with "…". */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
