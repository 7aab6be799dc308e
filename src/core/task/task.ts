/** What a change should achieve: an issue, a prompt, a pull request's description. */
export interface Task {
  readonly title: string;
  readonly body: string;
  /** Where the text came from, for display only; never model input. */
  readonly source: string;
}

/** A task from free text: its first non-empty line is the title, the rest the body. */
export function taskFromText(text: string, source: string): Task | null {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const first = lines.findIndex(line => line.trim() !== '');
  const title = lines[first];
  if (title === undefined) return null;
  return {
    title: title.replace(/^#+\s*/, '').trim(),
    body: lines
      .slice(first + 1)
      .join('\n')
      .trim(),
    source,
  };
}
