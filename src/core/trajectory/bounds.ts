import type { JsonObject, JsonValue, StepOutput } from './trajectory';

/** Steps beyond this many are left out. */
export const MAX_STEPS = 100_000;
/** Characters of a step's output that are kept: half from its beginning, half from its end. */
export const MAX_OUTPUT = 16_000;
/** Characters of a message, of a reasoning, of a command. */
const MAX_TEXT = 32_000;
/** Characters of one string among a call's arguments. */
const MAX_ARGUMENT = 32_000;
/** Nesting of a call's arguments; real ones have three or four levels. */
const MAX_DEPTH = 10;
/** Entries of one list or object among a call's arguments. */
const MAX_ENTRIES = 1_000;

/** Room for the line that marks a cut. */
const CUT_MARK = 40;

/** The beginning and the end of a text, at most `limit` characters with the line between them that says how much is missing. */
export function boundText(text: string, limit = MAX_TEXT): string {
  if (text.length <= limit) return text;
  const half = Math.floor((limit - CUT_MARK) / 2);
  const head = text.slice(0, cutBefore(text, half));
  const tail = text.slice(cutBefore(text, text.length - half));
  return `${head}\n...[cut ${text.length - head.length - tail.length}]...\n${tail}`;
}

export function boundOutput(text: string): StepOutput {
  return { text: boundText(text, MAX_OUTPUT), chars: text.length };
}

/**
 * A value of a session as plain JSON of bounded depth, width and text, so that nothing that is done with it later can
 * overflow the stack or the memory. What JSON cannot hold becomes null.
 */
function boundJson(value: unknown, depth: number): JsonValue {
  if (typeof value === 'string') return boundText(value, MAX_ARGUMENT);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || value === null) return null;
  if (depth >= MAX_DEPTH) return '[nested too deep]';
  if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map(entry => boundJson(entry, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MAX_ENTRIES)
      .map(([name, entry]) => [name, boundJson(entry, depth + 1)]),
  );
}

/** Arguments of a tool call: an object as it is, anything else under the name `input`. */
export function boundArguments(value: unknown): JsonObject {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const bounded = boundJson(value, isObject ? 0 : 1);
  if (isJsonObject(bounded)) return bounded;
  return bounded === null ? {} : { input: bounded };
}

function isJsonObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A place at or before `at` that does not part a surrogate pair. */
function cutBefore(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}
