import { withoutEnd } from '../text/withoutEnd';
import type { SecretSpan } from './secretSpan';

/** Shorter ones are names more often than keys. */
const MIN_LENGTH = 20;
/** Longest one looked at; what is longer is data, and hidden when its beginning looks random. */
const PROBE = 400;

const CANDIDATE = /[A-Za-z0-9+/_=-]{20,}/g;

/** Lengths of MD5, SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512 in hexadecimal. */
const HASH_LENGTHS: ReadonlySet<number> = new Set([32, 40, 56, 64, 96, 128]);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const UUID_INSIDE = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/** Ids that tools of the trade give to calls, messages, sessions and requests: they link steps and open nothing. */
const ID =
  /^(?:toolu|tooluse|srvtoolu|call|msg|fc|rs|ws|ig|resp|req|run|step|thread|chatcmpl|gen|evt|evnt|event|session|ses|sess|conv|prt|cmpl|item|functions?)[_-]/;

/** Checksums with their algorithm before them, as lock files and content policies write them. */
const CHECKSUM = /^(?:sha(?:1|224|256|384|512)|md5)[-_=]/i;
const ALGORITHM = /(?:sha(?:1|224|256|384|512)|md5)[:=]$/i;

/**
 * Strings that look drawn by chance: what is left of secrets when no rule knows their shape.
 *
 * Hashes, UUIDs, checksums of lock files and ids of calls and sessions are left alone: they are everywhere in a
 * development session and open nothing. A secret that has the shape of a hash is found by its name
 * (`api_key = …`), see `secretShapes.ts`.
 */
export function randomLooking(text: string): readonly SecretSpan[] {
  const spans: SecretSpan[] = [];
  for (const match of text.matchAll(CANDIDATE)) {
    const start = match.index;
    if (CHECKSUM.test(match[0]) || ALGORITHM.test(text.slice(Math.max(0, start - 8), start))) continue;
    for (const part of partsOf(match[0])) {
      if (looksRandom(part.text))
        spans.push({
          start: start + part.at,
          end: start + part.at + part.text.length,
          kind: 'random string',
        });
    }
  }
  return spans;
}

/** Without the name it is given to, and the mark of a diff's line. Paths are looked at folder by folder; base64 may hold a `/` and stays whole. */
function partsOf(run: string): readonly { readonly at: number; readonly text: string }[] {
  const name = /^[+-]?[A-Za-z][A-Za-z0-9_]*=(?!=*$)/.exec(run)?.[0] ?? '';
  const text = run.slice(name.length);
  const segments = text.split('/');
  const isPath = segments.length > 1 && segments.filter(isWord).length * 2 >= segments.length - 1;
  if (!isPath) return [{ at: name.length, text }];
  let at = name.length;
  return segments.map(segment => {
    const part = { at, text: segment };
    at += segment.length + 1;
    return part;
  });
}

function isWord(segment: string): boolean {
  return segment === '' || /^[A-Za-z]{1,16}$|^[a-z0-9]+(?:[-_][a-z0-9]+)+$/.test(segment);
}

function looksRandom(whole: string): boolean {
  const text = withoutEnd(whole, '=').slice(0, PROBE);
  if (text.length < MIN_LENGTH || isKnownHarmless(whole)) return false;
  const digits = count(text, /\d/g);
  const upper = count(text, /[A-Z]/g);
  const lower = count(text, /[a-z]/g);
  if (digits < 2 || upper + lower < 4) return false;
  // How often the kind of character changes, where words and numbers of a name keep to one for a while.
  const changes = classChanges(text) / (text.length - 1);
  const distinct = new Set(text).size;
  const mixed = upper >= 2 && lower >= 2;
  if (distinct < (mixed ? 13 : 10)) return false;
  return mixed
    ? changes >= 0.4 && shannon(text) >= 3.6
    : digits >= 4 && changes >= 0.28 && shannon(text) >= 3.3;
}

function isKnownHarmless(text: string): boolean {
  if (UUID.test(text) || ID.test(text)) return true;
  if (/^(?:[0-9a-f]+|[0-9A-F]+)$/.test(text)) return HASH_LENGTHS.has(text.length) || text.length < 32;
  // Words in a row: file-names-2024-01-01, SCREAMING_CASE_2. What is drawn by chance has few such marks.
  const words = text.split(/[-_=+]+/).filter(word => word !== '');
  return (
    words.length >= 2 &&
    (UUID_INSIDE.test(text) ||
      words.every(word => word.length < 12 || /^(?:[a-z]+|[0-9a-f]{1,16}|[0-9a-f]{32,128})$/i.test(word)))
  );
}

function classChanges(text: string): number {
  let changes = 0;
  for (let i = 1; i < text.length; i++) {
    const [before, here] = [classOf(text.charCodeAt(i - 1)), classOf(text.charCodeAt(i))];
    if (before !== here) changes++;
  }
  return changes;
}

function classOf(code: number): number {
  if (code >= 48 && code <= 57) return 0;
  if (code >= 65 && code <= 90) return 1;
  return code >= 97 && code <= 122 ? 2 : 3;
}

/** Bits a character carries in this text (Shannon 1948). */
function shannon(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const n of counts.values()) bits -= (n / text.length) * Math.log2(n / text.length);
  return bits;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
