/**
 * What a terminal obeys rather than shows: escape sequences in a name or a message could rewrite what stands on the screen, and
 * other signs turn it round or have no width.
 */
const OBEYED = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text from a file made safe for a terminal, on one line. */
export function plain(text: string): string {
  return text.replace(OBEYED, '�');
}

/** A value as JSON that is as safe: what JSON lets stand of these signs is written by number. */
export function plainJson(value: unknown): string {
  const lines = JSON.stringify(value, null, 2).split('\n');
  const byNumber = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return lines.map(line => line.replace(OBEYED, byNumber)).join('\n');
}
