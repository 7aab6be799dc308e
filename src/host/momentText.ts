/** "May 3, 2026, 12:03 PM", in the time zone of the editor. */
export function momentText(moment: string | number): string {
  return new Date(moment).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
}
