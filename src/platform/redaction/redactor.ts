import { setImmediate as othersTurn } from 'node:timers/promises';
import { hideSpans, type HiddenText } from '../../core/redaction/hideSpans';
import { randomLooking } from '../../core/redaction/randomLooking';
import { isNamedSecret } from '../../core/redaction/secretNames';
import { secretShapes } from '../../core/redaction/secretShapes';
import type { SecretSpan } from '../../core/redaction/secretSpan';
import { findByRules } from './secretRules';
import { joinTexts, type JoinedTexts } from './joinedTexts';

/** Secrets are longer than this; most strings of a session (names, kinds, times) need no look. */
const MIN_LENGTH = 4;
/** Looking takes time with the length; what is longer is looked at in pieces that overlap. */
const PIECE = 200_000;
const OVERLAP = 20_000;

/** An escape sequence of a terminal, also as JSON and source code write it. */
const COLOUR = /(?:\u001b|\\{1,3}(?:u001[bB]|x1[bB]|033))\[[\d;]{0,20}[A-Za-z]/g;

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

interface Redacted<T> {
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
    const [redacted = { value, hidden: 0 }] = await this.redactAll([value]);
    return redacted;
  }

  /** Each of the JSON values as `redact` gives it; many are looked through in little more time than one. */
  async redactAll<T>(values: readonly T[]): Promise<readonly Redacted<T>[]> {
    const [texts, links, named] = [new Set<string>(), new Set<string>(), new Set<string>()];
    replaceStrings(values, (text, field) => {
      if (text.length >= MIN_LENGTH) (LINKS.has(field) ? links : texts).add(text);
      if (isNamedSecret(field, text)) named.add(text);
      return text;
    });
    const found = { texts: await this.search(texts, false), links: await this.search(links, true) };
    if (named.size === 0 && found.texts.size === 0 && found.links.size === 0)
      return values.map(value => ({ value, hidden: 0 }));
    return values.map(value => {
      let hidden = 0;
      const redacted = replaceStrings(value, (text, field) => {
        const result = isNamedSecret(field, text)
          ? hideSpans(text, [{ start: 0, end: text.length, kind: 'named secret' }])
          : found[LINKS.has(field) ? 'links' : 'texts'].get(text);
        hidden += result?.hidden ?? 0;
        return result?.text ?? text;
      });
      return { value: redacted as T, hidden };
    });
  }

  /**
   * The texts that hold a secret, as they are without it. All are looked through together: most strings of a session are
   * short, and beginning anew for each costs far more than reading it.
   *
   * @param link true for ids, which may look random and are not hidden for that
   */
  private async search(texts: ReadonlySet<string>, link: boolean): Promise<ReadonlyMap<string, HiddenText>> {
    const found = new Map<string, HiddenText>();
    for (const joined of joinTexts(texts, PIECE)) {
      for (const [text, spans] of joined.split(await this.spansIn(joined, link))) {
        const hidden = hideSpans(text, spans);
        if (hidden.hidden > 0) found.set(text, hidden);
      }
      // A long session is looked through where an editor's extensions run.
      await othersTurn();
    }
    return found;
  }

  private async spansIn(joined: JoinedTexts, link: boolean): Promise<readonly SecretSpan[]> {
    // What a terminal colours begins behind a letter, and shapes begin where words do.
    const text = joined.text.replace(COLOUR, code => ' '.repeat(code.length));
    const spans: SecretSpan[] = [...this.known(text)];
    for (let at = 0; at < text.length; at += PIECE - OVERLAP) {
      const piece = text.slice(at, at + PIECE);
      const found = [
        ...(await findByRules(piece)),
        ...secretShapes(piece),
        ...(link ? [] : randomLooking(piece)),
      ];
      for (const { start, end, kind } of found) spans.push({ start: start + at, end: end + at, kind });
      if (at + PIECE >= text.length) break;
    }
    return spans;
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

/** A copy of a JSON value with each string, and each name of a field, replaced; a name counts as text of no field. */
function replaceStrings(
  part: unknown,
  replace: (text: string, field: string) => string,
  field = '',
): unknown {
  if (typeof part === 'string') return replace(part, field);
  if (Array.isArray(part)) return part.map(item => replaceStrings(item, replace, field));
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, item]) => [replace(name, ''), replaceStrings(item, replace, name)]),
  );
}
