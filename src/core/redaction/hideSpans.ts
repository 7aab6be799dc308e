import type { SecretSpan } from './secretSpan';

export interface HiddenText {
  readonly text: string;
  /** How many secrets were hidden; spans that overlap count once. */
  readonly hidden: number;
}

/**
 * The text with a mark in place of each secret.
 *
 * Line ends stay, and so does the mark of a diff's line (`+`, `-` or a space) inside a secret of several lines: a diff
 * that held a key is still a diff with the same number of lines.
 */
export function hideSpans(text: string, spans: readonly SecretSpan[]): HiddenText {
  const merged = mergeSpans(text, spans);
  if (merged.length === 0) return { text, hidden: 0 };
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, kind } of merged) {
    parts.push(text.slice(at, start), markOf(text.slice(start, end), kind));
    at = end;
  }
  parts.push(text.slice(at));
  return { text: parts.join(''), hidden: merged.length };
}

function mergeSpans(text: string, spans: readonly SecretSpan[]): readonly SecretSpan[] {
  const sorted = spans
    .filter(({ start, end }) => start >= 0 && end > start && end <= text.length)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const merged: SecretSpan[] = [];
  for (const span of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && span.start < last.end) {
      merged[merged.length - 1] = { ...last, end: Math.max(last.end, span.end) };
    } else {
      merged.push(span);
    }
  }
  return merged;
}

function markOf(secret: string, kind: string): string {
  const mark = `[hidden: ${kind}]`;
  const [, ...further] = secret.split('\n');
  return [mark, ...further.map(line => (/^[+\- ]/.test(line) ? `${line.charAt(0)}${mark}` : mark))].join(
    '\n',
  );
}
