import { parse } from 'dotenv';

/** Fewer characters occur by chance, and hiding them would hide code. */
const MIN_SECRET = 4;
const MIN_OTHER = 8;

/** No secret holds so many blanks in a row. */
const MAX_BLANK = 100;
const LONG_BLANK = new RegExp(`\\s{${MAX_BLANK},}`, 'g');

const SECRET_NAME = /pass|pwd|secret|token|key|auth|cred|salt|dsn|private|cert|cookie|session|signature/i;

/**
 * The values of a `.env` file that must not be written down, longest first. Of a variable whose name speaks of a
 * secret, every value; of others those that are no plain word, number, path or address of this machine: `NODE_ENV=production`
 * must not hide each "production" of a session.
 */
export function environmentValues(text: string): readonly string[] {
  // The package looks for the end of a run of blanks anew at each line in it.
  const readable = text.replace(LONG_BLANK, blank => blank.slice(0, MAX_BLANK));
  const values = Object.entries(parse(readable)).flatMap(([name, value]) => {
    const trimmed = value.trim();
    const least = SECRET_NAME.test(name) ? MIN_SECRET : MIN_OTHER;
    return trimmed.length >= least && (SECRET_NAME.test(name) ? !isTrivial(trimmed) : !isPlain(trimmed))
      ? [trimmed]
      : [];
  });
  return [...new Set(values)].sort((a, b) => b.length - a.length);
}

/** More of a window are not remembered: each is looked for in every text that is written. */
const MAX_VALUES = 5_000;

/** The values of a window's `.env` files. One that a file held once stays, until newer ones have taken its place. */
export class EnvironmentValues {
  /** In the order in which they were last read. */
  private readonly known = new Set<string>();
  private sorted: readonly string[] = [];

  /** Longest first. */
  get longestFirst(): readonly string[] {
    return this.sorted;
  }

  /** @param text of a `.env` file */
  add(text: string): void {
    for (const value of environmentValues(text)) {
      this.known.delete(value);
      this.known.add(value);
    }
    for (const oldest of this.known) {
      if (this.known.size <= MAX_VALUES) break;
      this.known.delete(oldest);
    }
    this.sorted = [...this.known].sort((a, b) => b.length - a.length);
  }
}

function isTrivial(value: string): boolean {
  return /^(?:true|false|yes|none|null|undefined|\d{1,5}|localhost)$/i.test(value);
}

function isPlain(value: string): boolean {
  return (
    isTrivial(value) ||
    /^[A-Za-z][a-z]*(?:[ _.,-][A-Za-z]+)*$/.test(value) ||
    /^[\d.:,]+$/.test(value) ||
    /^\.{0,2}\//.test(value) ||
    /^https?:\/\/[\w.-]+(?::\d+)?(?:\/[\w./-]*)?$/.test(value)
  );
}
