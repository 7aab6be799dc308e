/**
 * A text without those of its last characters that are among the given ones. Not an expression: that would begin anew at each
 * character of a long run inside of the text.
 */
export function withoutEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
