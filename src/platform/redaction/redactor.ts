import { hideSpans } from '../../core/redaction/hideSpans';
import { randomLooking } from '../../core/redaction/randomLooking';
import { secretShapes } from '../../core/redaction/secretShapes';
import type { SecretSpan } from '../../core/redaction/secretSpan';
import { findByRules } from './secretRules';

/** Secrets are longer than this; most strings of a session (names, kinds, times) need no look. */
const MIN_LENGTH = 4;
/** Looking takes time with the length; what is longer is looked at in pieces that overlap. */
const PIECE = 200_000;
const OVERLAP = 20_000;

/** Fields whose values link steps to each other: looked at for known shapes, not for chance. */
const LINKS: ReadonlySet<string> = new Set([
  'session_id',
  'trajectory_id',
  'tool_call_id',
  'source_call_id',
  'timestamp',
  'commit',
  'base',
]);

export interface Redacted<T> {
  readonly value: T;
  /** How many secrets were hidden. */
  readonly hidden: number;
}

/** Hides secrets: by known shapes, by the values of the workspace's `.env` files, and what looks drawn by chance. */
export class Redactor {
  constructor(
    /** Asked at each use: the files may have changed. Longest first. */
    private readonly knownValues: () => readonly string[] = () => [],
  ) {}

  /** The same JSON value with secrets hidden in its strings and in the names of its fields. */
  async redact<T>(value: T): Promise<Redacted<T>> {
    let hidden = 0;
    const visit = async (part: unknown, field: string): Promise<unknown> => {
      if (typeof part === 'string') {
        const result = await this.redactText(part, LINKS.has(field));
        hidden += result.hidden;
        return result.value;
      }
      if (Array.isArray(part)) {
        const items: unknown[] = [];
        for (const item of part) items.push(await visit(item, field));
        return items;
      }
      if (typeof part !== 'object' || part === null) return part;
      const entries: [string, unknown][] = [];
      for (const [name, item] of Object.entries(part)) {
        entries.push([String(await visit(name, '')), await visit(item, name)]);
      }
      return Object.fromEntries(entries);
    };
    return { value: (await visit(value, '')) as T, hidden };
  }

  /** @param link true for an id, which may look random and is not hidden for that */
  async redactText(text: string, link = false): Promise<Redacted<string>> {
    if (text.length < MIN_LENGTH) return { value: text, hidden: 0 };
    const spans: SecretSpan[] = [...this.known(text)];
    for (let at = 0; at < text.length; at += PIECE - OVERLAP) {
      const piece = text.slice(at, at + PIECE);
      const found = [
        ...(await findByRules(piece)),
        ...secretShapes(piece),
        ...(link ? [] : randomLooking(piece)),
      ];
      spans.push(...found.map(span => ({ ...span, start: span.start + at, end: span.end + at })));
      if (at + PIECE >= text.length) break;
    }
    const result = hideSpans(text, spans);
    return { value: result.text, hidden: result.hidden };
  }

  private *known(text: string): Iterable<SecretSpan> {
    for (const value of this.knownValues()) {
      // Inside JSON that is itself a string, quotes and backslashes are escaped.
      const escaped = JSON.stringify(value).slice(1, -1);
      for (const form of new Set([value, escaped])) {
        for (let start = text.indexOf(form); start !== -1; start = text.indexOf(form, start + form.length)) {
          yield { start, end: start + form.length, kind: '.env value' };
        }
      }
    }
  }
}
