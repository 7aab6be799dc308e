import type { NewCandidate, ReadCandidates } from '../../core/candidates/candidate';
import { GitFailure } from '../git/gitFailure';
import type { ReadOptions } from './readOptions';

/** What the items of a source gave. */
export interface ReadItems<Item> extends ReadCandidates {
  /** Those that git failed at: they may well be there, and are among the problems. */
  readonly failed: readonly Item[];
}

/**
 * Reads candidates one after the other. What git fails at takes nothing from the others: it is said. When it is stopped,
 * what was read until then is there.
 *
 * @param labelOf begins the sentence on what git failed at
 * @param read gives the candidate, if there is one, and what is to be said of it
 */
export async function readEach<Item>(
  items: readonly Item[],
  labelOf: (item: Item) => string,
  { signal, onProgress }: ReadOptions,
  read: (item: Item) => Promise<ReadCandidates>,
): Promise<ReadItems<Item>> {
  const candidates: NewCandidate[] = [];
  const problems: string[] = [];
  const failed: Item[] = [];
  for (const [index, item] of items.entries()) {
    try {
      signal.throwIfAborted();
      onProgress(index, items.length);
      const one = await read(item);
      candidates.push(...one.candidates);
      problems.push(...one.problems);
    } catch (error) {
      if (signal.aborted) break;
      if (!GitFailure.is(error)) throw error;
      failed.push(item);
      problems.push(`${labelOf(item)} was not read: ${error.message}`);
    }
  }
  return { candidates, problems, failed };
}

/** A candidate, with what is to be said of it all the same. */
export function found(candidate: NewCandidate, ...notes: readonly string[]): ReadCandidates {
  return { candidates: [candidate], problems: notes };
}

/** Why there is no candidate. */
export function notFound(sentence: string): ReadCandidates {
  return { candidates: [], problems: [sentence] };
}
