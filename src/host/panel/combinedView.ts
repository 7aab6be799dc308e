import type { CombinedView } from '../../core/protocol/panel';
import { blindNames } from '../../core/ranking/blindNames';
import { rankByScoreAndTests, type TestsPassed } from '../../core/ranking/scoreAndTests';
import type { RankedGroup } from '../../core/ranking/ranking';
import type { Outcome } from '../../core/scoring/outcome';
import { percent } from '../../core/scoring/wording';
import { levelOf } from '../scoring/level';
import type { Standing } from '../candidates/alternatives';
import type { Alternative } from '../candidates/alternative';
import { knownKey } from '../candidates/sameChange';
import type { ChoicesFacts } from './alternativesView';

const TESTS: Readonly<Record<'passed' | 'failed' | 'unknown', string>> = {
  passed: 'tests passed',
  failed: 'tests failed',
  unknown: 'not tested',
};

interface CombinedFacts {
  readonly candidates: readonly Alternative[];
  readonly standing: Standing;
  readonly choices: ChoicesFacts;
  readonly learning: { readonly outcomes: readonly Outcome[] };
}

/** The candidates by score and tests; null while nothing is known of tests of any of them. */
export function combinedView({
  candidates,
  standing,
  learning,
  choices,
}: CombinedFacts): CombinedView | null {
  if (standing.kind !== 'ranked') return null;
  const results = testResults(learning.outcomes);
  if (results.size === 0) return null;
  const byId = new Map(candidates.map(candidate => [candidate.id, candidate]));
  const names = choices.hidden ? blindNames(standing.ranking) : null;
  const testsOf = ({ members }: RankedGroup): TestsPassed => {
    for (const id of members) {
      const candidate = byId.get(id);
      const passed = candidate === undefined ? undefined : results.get(knownKey(candidate));
      if (passed !== undefined) return passed;
    }
    return null;
  };
  const places = rankByScoreAndTests(standing.ranking.groups, testsOf);
  if (places.every(({ tests }) => tests === null)) return null;
  return {
    explanation:
      'The half with the higher scores comes first. In each half the order is: tests passed, not tested, tests failed; then by score.',
    places: places.flatMap(({ rank, group, tests }) => {
      const labels = group.members.flatMap(id => {
        const candidate = byId.get(id);
        return candidate === undefined ? [] : [names?.get(id) ?? candidate.label];
      });
      if (labels.length === 0 || group.verdict.kind !== 'scored') return [];
      const { score } = group.verdict;
      const word = tests === null ? TESTS.unknown : tests ? TESTS.passed : TESTS.failed;
      const level = tests === null ? levelOf(score) : tests ? 'high' : 'low';
      return [{ rank, label: labels.join(' = '), percent: percent(score), tests: word, level }];
    }),
  };
}

/** What tests said of each change, the last time they ran. */
function testResults(outcomes: readonly Outcome[]): ReadonlyMap<string, boolean> {
  return new Map(
    outcomes.flatMap(({ change, event }) =>
      event.kind === 'tested' ? [[change, event.passed] as const] : [],
    ),
  );
}
