import { byCodeUnit } from '../text/byCodeUnit';

/**
 * Splits repositories into folds of about equal numbers of candidates: the largest repository first, each to the fold
 * that holds least. The same counts always give the same folds.
 *
 * @param candidates number of candidates by repository
 * @param count folds, at least 1; with fewer repositories than that some stay out
 * @returns names of the repositories of each fold that has any, in order of their names
 */
export function repositoryFolds(candidates: ReadonlyMap<string, number>, count: number): string[][] {
  const folds = Array.from({ length: count }, () => ({ repositories: [] as string[], size: 0 }));
  const largestFirst = [...candidates].sort(([a, m], [b, n]) => n - m || byCodeUnit(a, b));
  for (const [repository, size] of largestFirst) {
    const smallest = folds.reduce((least, fold) => (fold.size < least.size ? fold : least));
    smallest.repositories.push(repository);
    smallest.size += size;
  }
  return folds.map(fold => fold.repositories.sort()).filter(repositories => repositories.length > 0);
}
