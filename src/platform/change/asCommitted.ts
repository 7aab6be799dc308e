const BYTE_ORDER_MARK = '\ufeff';

/**
 * The text of an open document as git would store it. An editor shows no byte order mark, and shows the line ends that git
 * makes of the repository's when it checks a file out on Windows; neither is anything that somebody edited.
 *
 * @param committed what a commit holds of the file
 */
export function asCommitted(shown: string, committed: string): string {
  const text = isCrlf(shown) && !isCrlf(committed) ? shown.replaceAll('\r\n', '\n') : shown;
  const isMarked = committed.startsWith(BYTE_ORDER_MARK) && !text.startsWith(BYTE_ORDER_MARK);
  return isMarked ? BYTE_ORDER_MARK + text : text;
}

/** Whether every line ends in CRLF, and there is one. */
export function isCrlf(text: string): boolean {
  return text.includes('\r\n') && !/(^|[^\r])\n/.test(text);
}
