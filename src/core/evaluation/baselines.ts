import { identifiersOf, jaccard } from '../evidence/identifiers';
import { normalisedChange } from '../patch/normalise';
import { changedLines, type Patch } from '../patch/patch';
import { mean } from './mean';
import { mulberry32 } from './random';

/** What a person could pick by without a model. The votes need other candidates; alone, all are equal. */
export const BASELINES = {
  random: 'random pick',
  /** The fewest changed lines first. */
  shortestDiff: 'shortest diff',
  /** By the share of the other candidates that make the same change. */
  exactVote: 'exact vote',
  /** By the mean overlap (Jaccard) of added names with the other candidates. */
  overlapVote: 'overlap vote',
} as const;

export type Baseline = keyof typeof BASELINES;

/**
 * Scores of a task's candidates by each baseline. Higher is better; they rank, and are no probabilities.
 *
 * @param seed of the random baseline; give each task another one
 */
export function baselineScores(patches: readonly Patch[], seed: number): Record<Baseline, number>[] {
  const random = mulberry32(seed);
  const changes = patches.map(normalisedChange);
  const names = patches.map(addedNames);
  return patches.map((patch, i) => {
    const others = patches.flatMap((_, j) => (j === i ? [] : [j]));
    return {
      random: random(),
      shortestDiff: -patch.files.flatMap(({ hunks }) => hunks.flatMap(changedLines)).length,
      exactVote: mean(others.map(j => (changes[j] === changes[i] ? 1 : 0))) ?? 0,
      overlapVote: mean(others.map(j => jaccard(names[i] ?? new Set(), names[j] ?? new Set()))) ?? 0,
    };
  });
}

function addedNames(patch: Patch): Set<string> {
  const lines = patch.files.flatMap(file => file.hunks.flatMap(hunk => hunk.lines));
  return identifiersOf(
    lines
      .filter(line => line.kind === 'added')
      .map(line => line.text)
      .join('\n'),
  );
}
