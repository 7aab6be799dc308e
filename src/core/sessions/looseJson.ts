/**
 * Looking into JSON of unknown shape: what is not there or not of the type asked for is undefined. Sessions are written by
 * programs that change their formats without notice, so that every field may be anything.
 */
export type LooseObject = Readonly<Record<string, unknown>>;

export function objectIn(value: unknown): LooseObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as LooseObject)
    : undefined;
}

export function listIn(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? (value as readonly unknown[]) : undefined;
}

export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The first of some fields that holds a text, '' included. */
export function textField(object: LooseObject | undefined, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = object?.[name];
    if (typeof value === 'string') return value;
  }
  return undefined;
}

/** The first of some fields that holds an object. */
export function objectField(
  object: LooseObject | undefined,
  ...names: readonly string[]
): LooseObject | undefined {
  for (const name of names) {
    const value = objectIn(object?.[name]);
    if (value) return value;
  }
  return undefined;
}

/** Arguments of a call: an object, or JSON of one in a string; a string that is no JSON is kept as `input`. */
export function argumentsIn(value: unknown): LooseObject {
  if (typeof value !== 'string') return objectIn(value) ?? {};
  if (value.trim() === '') return {};
  const parsed = parseJson(value);
  return objectIn(parsed) ?? { input: value };
}

/** Undefined when it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * The text of a message's content in any of the shapes providers have: a string, or parts with their text
 * in a field of one of a few names.
 * Parts without text are named in brackets.
 */
export function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  const parts = listIn(content) ?? (objectIn(content) ? [content] : []);
  const texts: string[] = [];
  for (const part of parts.slice(0, 10_000)) {
    if (typeof part === 'string') {
      texts.push(part);
      continue;
    }
    const object = objectIn(part);
    const text = textField(object, 'text', 'content', 'value', 'output', 'result');
    const type = textField(object, 'type');
    if (text !== undefined) texts.push(text);
    else if (type !== undefined) texts.push(`[${type.slice(0, 40)}]`);
  }
  return texts.join('\n');
}

/** ISO 8601 of a text in that format or of milliseconds (or seconds) since 1970; null for anything else. */
export function timestampIn(value: unknown): string | null {
  if (typeof value === 'string') {
    const match = ISO.exec(value);
    if (!match) return null;
    return match[2] === undefined ? `${value.replace(' ', 'T')}Z` : value.replace(' ', 'T');
  }
  const number = numberIn(value);
  if (number === undefined || number <= 0) return null;
  const milliseconds = Math.round(number < 100_000_000_000 ? number * 1000 : number);
  // eslint-disable-next-line no-restricted-globals -- of a number given to it, no clock
  return milliseconds < MAX_MILLISECONDS ? new Date(milliseconds).toISOString() : null;
}

const ISO = /^\d{4}-[01]\d-[0-3]\d[T ][0-2]\d:[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-][0-2]\d:[0-5]\d)?$/;
/** The year 9999, where ISO 8601 ends with four digits. */
const MAX_MILLISECONDS = 253_402_300_800_000;
