import * as z from 'zod';
import { countText } from '../text/countText';

/** A patch that a benchmark run submitted for one instance. */
export interface Prediction {
  readonly instance: string;
  readonly model: string;
  readonly patch: string;
}

interface ReadPredictions {
  readonly predictions: readonly Prediction[];
  /** Sentences about what could not be read. */
  readonly problems: readonly string[];
}

const name = z.string().min(1).max(500);
const row = z.object({
  instance_id: name.optional(),
  model_name_or_path: z.string().max(500).nullish(),
  model_patch: z.string().nullish(),
});

/**
 * Reads a file of predictions as benchmarks exchange them: JSON lines, a list, or a table by instance, each row with
 * `instance_id`, `model_name_or_path` and `model_patch`. An empty patch is no candidate and is counted as a problem.
 */
export function parsePredictions(text: string): ReadPredictions {
  const whole = parseJson(text);
  if (whole.kind === 'value' && Array.isArray(whole.value))
    return fromRows(whole.value.map(value => [null, value]));
  if (whole.kind === 'value' && isTable(whole.value))
    // One line of JSON lines is a table as well.
    return 'model_patch' in whole.value
      ? fromRows([[null, whole.value]])
      : fromRows(Object.entries(whole.value).map(([instance, value]) => [instance, value]));
  const lines = text.split('\n').filter(line => line.trim() !== '');
  const rows: [null, unknown][] = [];
  let unreadable = 0;
  for (const line of lines) {
    const parsed = parseJson(line);
    if (parsed.kind === 'value') rows.push([null, parsed.value]);
    else unreadable++;
  }
  if (rows.length === 0)
    return { predictions: [], problems: ['The file holds no predictions: neither JSON nor JSON lines.'] };
  const read = fromRows(rows);
  const problem = `${countText(unreadable, 'line is', 'lines are')} not JSON and left out.`;
  return unreadable === 0 ? read : { ...read, problems: [...read.problems, problem] };
}

function fromRows(rows: readonly (readonly [string | null, unknown])[]): ReadPredictions {
  const predictions: Prediction[] = [];
  let [unknown, empty] = [0, 0];
  for (const [key, value] of rows) {
    const parsed = row.safeParse(value);
    const instance = parsed.success ? (parsed.data.instance_id ?? key) : null;
    const patch = parsed.success ? parsed.data.model_patch : undefined;
    if (instance === null || !parsed.success || patch === undefined) unknown++;
    else if (patch === null || patch.trim() === '') empty++;
    else predictions.push({ instance, model: parsed.data.model_name_or_path ?? 'unknown model', patch });
  }
  const problems: string[] = [];
  if (unknown > 0)
    problems.push(
      `${countText(unknown, 'row is not a prediction', 'rows are not predictions')} (instance_id, model_patch) and left out.`,
    );
  if (empty > 0)
    problems.push(
      `${countText(empty, 'prediction without a patch is', 'predictions without a patch are')} left out.`,
    );
  return { predictions, problems };
}

/** Instances in the order of the file, each once. */
export function instancesOf(predictions: readonly Prediction[]): readonly string[] {
  return [...new Set(predictions.map(({ instance }) => instance))];
}

function parseJson(
  text: string,
): { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'none' } {
  try {
    // A byte order mark is trimmed with the blanks.
    return { kind: 'value', value: JSON.parse(text.trim()) };
  } catch {
    return { kind: 'none' };
  }
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
