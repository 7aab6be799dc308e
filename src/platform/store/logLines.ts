import { createHash } from 'node:crypto';

/** What the first line's checksum is chained to; another version of the format has another seed. */
export const LOG_SEED = 'swe-rm-log-1';

/** Hex digits of a checksum: 64 bits against chance, which is what disks and crashes are; it is no signature. */
const CHECKSUM = 16;
const LINE_END = 0x0a;
const SPACE = 0x20;

/** An entry of a log, and what the next line's checksum is chained to. */
export interface LogLine {
  readonly json: string;
  readonly checksum: string;
}

export interface DecodedLog {
  readonly lines: readonly LogLine[];
  /** Bytes of the whole lines; what follows them cannot be used. */
  readonly goodBytes: number;
  /**
   * `torn`: after the good lines comes a beginning of one, as a crash leaves it. `damaged`: something else, such as a bit
   * that flipped.
   */
  readonly rest: 'none' | 'torn' | 'damaged';
}

/**
 * One line of a log: a checksum over the line before and this one, a space, JSON, a line feed. Chained, so that a line that
 * was changed, lost, doubled or moved is found; text, so that a person can read it.
 */
export function encodeLine(
  json: string,
  before: string,
): { readonly bytes: Buffer; readonly checksum: string } {
  const checksum = chained(before, json);
  return { bytes: Buffer.from(`${checksum} ${json}\n`, 'utf8'), checksum };
}

/** The lines of a log up to the first that is not whole. Never throws, whatever the bytes are. */
export function decodeLines(bytes: Buffer): DecodedLog {
  const lines: LogLine[] = [];
  let at = 0;
  let before = LOG_SEED;
  for (;;) {
    const end = bytes.indexOf(LINE_END, at);
    if (end === -1) break;
    const checksum = bytes.toString('latin1', at, at + CHECKSUM);
    const json = bytes.toString('utf8', at + CHECKSUM + 1, end);
    const whole = bytes[at + CHECKSUM] === SPACE && chained(before, json) === checksum;
    if (!whole) return { lines, goodBytes: at, rest: 'damaged' };
    at = end + 1;
    before = checksum;
    lines.push({ json, checksum });
  }
  return { lines, goodBytes: at, rest: at === bytes.length ? 'none' : 'torn' };
}

function chained(before: string, json: string): string {
  return createHash('sha256').update(before).update(json, 'utf8').digest('hex').slice(0, CHECKSUM);
}
