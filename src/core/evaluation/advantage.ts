import { intervalOf } from './bootstrap';
import { RANKING_MEASURES, type Evaluation, type Measure, type RankingMeasure } from './evaluate';

export type RankingMeasures = Readonly<Record<RankingMeasure, Measure>>;

/**
 * How far scores are ahead of others on the same candidates: the difference of each measure, with a 95 % interval of the
 * difference itself. Both were measured on the same resamples, so what makes a draw of tasks easy or hard for both
 * does not widen it.
 *
 * @throws RangeError when the two are not of the same number of candidates, tasks and resamples
 */
export function advantage(own: Evaluation, other: Evaluation): RankingMeasures {
  const [a, b] = [own.report.counts, other.report.counts];
  if (
    a.candidates !== b.candidates ||
    a.tasks !== b.tasks ||
    own.resampled.auc.length !== other.resampled.auc.length
  )
    throw new RangeError('scores of different candidates cannot be compared');
  const differences = RANKING_MEASURES.map(name => {
    const interval = intervalOf(
      own.resampled[name].map((value, i) => minus(value, other.resampled[name][i] ?? null)),
    );
    const value = minus(own.report.measures[name].value, other.report.measures[name].value);
    return [name, { value, interval: value === null ? null : interval }] as const;
  });
  return Object.fromEntries(differences) as unknown as RankingMeasures;
}

/** The measures of scores that rank and are no probabilities. */
export function rankingOnly({ report: { measures } }: Evaluation): RankingMeasures {
  const { auc, withinTaskAuc, withinSubmissionAuc, selectionEfficiency } = measures;
  return { auc, withinTaskAuc, withinSubmissionAuc, selectionEfficiency };
}

function minus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}
