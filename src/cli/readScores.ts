import * as z from 'zod';
import { readJsonLines } from '../platform/lines/jsonLines';
import { refused } from './exitCode';
import { checkFile } from './readText';

const scoreRow = z.object({
  candidate_id: z.string().min(1),
  score_single: z.number().nullable(),
  score_set: z.number().nullish(),
  score_single_trajectory: z.number().nullish(),
  score_set_trajectory: z.number().nullish(),
});

/** Scores of a candidate by itself and among its task's. */
export interface RegimeScores {
  readonly single: number;
  readonly set: number;
  /** With the steps that led to it, in each regime; null where there are none or the model has no calibration with them. */
  readonly trajectory: { readonly single: number | null; readonly set: number | null };
}

/**
 * Scores by candidate from JSON lines as `swe-rm eval --scores` writes them, plain or gzip. A row without a score counts as
 * absent; one without a score in the set has its single one there.
 *
 * @throws CommandProblem when there is no such file, and at the first row that is not of that form: figures of half a file mean nothing
 */
export async function readScores(
  file: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RegimeScores>> {
  await checkFile(file);
  const scores = new Map<string, RegimeScores>();
  for await (const line of readJsonLines(file)) {
    signal.throwIfAborted();
    if (line.kind === 'problem') throw refused(`${file}, line ${line.line}: ${line.message}.`);
    const row = scoreRow.safeParse(line.value);
    if (!row.success)
      throw refused(
        `${file}, line ${line.line}: a row needs candidate_id, score_single and score_set, as "swe-rm eval --scores" writes them.`,
      );
    const { candidate_id: id, score_single: single, score_set: set } = row.data;
    const trajectory = {
      single: row.data.score_single_trajectory ?? null,
      set: row.data.score_set_trajectory ?? null,
    };
    if (scores.has(id)) throw refused(`${file}, line ${line.line}: ${id} was given before.`);
    if (single !== null) scores.set(id, { single, set: set ?? single, trajectory });
  }
  return scores;
}
