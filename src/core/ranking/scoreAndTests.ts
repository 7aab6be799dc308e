import type { RankedGroup } from './ranking';

/** What the project's own tests said of a candidate; null: they were not run on it. */
export type TestsPassed = boolean | null;

interface CombinedPlace {
  /** 1-based, in the combined order. */
  readonly rank: number;
  readonly group: RankedGroup;
  readonly tests: TestsPassed;
}

/**
 * The ranking by score and tests together: the better half by score stands first; within each half, those that passed
 * the tests, then those that were not tested, then those that failed; then by score. As in "hybrid" test-time scaling
 * (SWE-RM, arXiv 2512.21919): tests that a wrong patch passes too cannot lift it over everything the model prefers.
 *
 * What was not scored is left out: it has no half.
 *
 * @param testsOf of the members of a group, what is known of the first that was tested
 */
export function rankByScoreAndTests(
  groups: readonly RankedGroup[],
  testsOf: (group: RankedGroup) => TestsPassed,
): readonly CombinedPlace[] {
  const scored = groups.flatMap(group =>
    group.verdict.kind === 'scored' ? [{ group, score: group.verdict.score, tests: testsOf(group) }] : [],
  );
  // The order of what is equal below stays this one.
  scored.sort((a, b) => b.score - a.score);
  const half = Math.ceil(scored.length / 2);
  const passing = (tests: TestsPassed) => (tests === null ? 1 : tests ? 2 : 0);
  return scored
    .map((item, index) => ({ ...item, upper: index < half }))
    .sort((a, b) => Number(b.upper) - Number(a.upper) || passing(b.tests) - passing(a.tests))
    .map(({ group, tests }, index) => ({ rank: index + 1, group, tests }));
}
