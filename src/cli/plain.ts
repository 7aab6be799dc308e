/**
 * Text from a file made safe for a terminal: escape sequences in a name or a message could rewrite what
 * stands on the screen.
 */
export function plain(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, '�');
}
